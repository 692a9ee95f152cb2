// Page.js asks for an answer as the visitor types, and fills it into the page.
// Without it, the form does the same by loading the page anew. Text gets into the
// page by textContent only, so it never becomes markup.

const byId = (id) => document.getElementById(id);
const form = document.querySelector('form');
const table = document.querySelector('table');
const template = document.querySelector('template');

// ask looks the text up. It aborts an earlier request, because nobody needs that
// answer any more.
let request = new AbortController();
async function ask() {
    request.abort();
    const { value, dataset } = form.words;
    const bytes = new TextEncoder().encode(value.trim()).length;
    if (bytes > Number(dataset.longest)) {
        show({ error: dataset.tooLong });
        return;
    }
    request = new AbortController();
    const late = new DOMException('it took 5 seconds', 'TimeoutError');
    setTimeout((old) => old.abort(late), 5000, request);
    const began = performance.now();
    try {
        const response = await fetch('?format=json', {
            method: 'POST',
            body: new URLSearchParams(new FormData(form)),
            signal: request.signal,
        });
        const answer = await response.json();
        show(answer, performance.now() - began);
    } catch (error) {
        if (error.name !== 'AbortError') {
            show({ error: 'the web server gave no usable answer '
                + `(${error.message}); its log may say why` });
        }
    }
}

// show fills in an answer: the properties of Frequencies, or { error }. The round
// trip is in milliseconds.
function show(answer, roundTrip) {
    showProblem(answer.error);
    byId('answer').hidden = 'error' in answer || form.words.value.trim() === '';
    if ('error' in answer) {
        return;
    }
    fill('total', answer.total);
    fill('different', answer.words.length);
    fill('unseen', answer.unseen);
    fill('average', answer.average, 1);
    fill('milliseconds', answer.milliseconds, 1);
    fill('roundTrip', roundTrip, 1);
    byId('left-out').hidden = answer.leftOut === 0;
    table.hidden = answer.words.length === 0;
    const words = answer.words.slice(0, Number(table.dataset.most));
    table.tBodies[0].replaceChildren(...words.map(row));
}

// An unchanged problem stays as it is, so that a screen reader reads it out once.
function showProblem(error) {
    const text = error ? `Sorry: ${error}` : '';
    const problem = byId('problem');
    if (problem.textContent.trim() !== text) {
        const paragraph = document.createElement('p');
        paragraph.textContent = text;
        problem.replaceChildren(...(error ? [paragraph] : []));
    }
}

function fill(id, number, places = 0) {
    byId(id).textContent = format(number, places);
    byId(id).parentElement.hidden = false;
}

function format(number, places) {
    return number.toLocaleString('en', {
        minimumFractionDigits: places,
        maximumFractionDigits: places,
    });
}

// row returns a row of the table, like the function row of page.php.
function row(word) {
    const copy = template.content.cloneNode(true);
    const part = (name) => copy.querySelector(name);
    part('.word').textContent = word.word;
    part('.times').textContent = `${word.inText} times`;
    part('.times').hidden = word.inText === 1;
    part('.unseen').hidden = word.count > 0;
    part('.zipf').textContent = format(word.zipf, 2);
    part('rect').setAttribute('width', Math.min(8, Math.max(0, word.zipf)));
    part('.per-million').textContent = format(word.perMillion, 1);
    part('.count').textContent = format(word.count, 0);
    return copy;
}

// A screen reader must not talk at each key: it hears of the answer once nobody
// has typed for a while.
function announce() {
    byId('status').textContent = byId('answer').hidden ? ''
        : `Words: ${byId('total').textContent}, average per million: `
        + `${byId('average').textContent}, never seen: `
        + `${byId('unseen').textContent}`;
}

let typing, pause;
form.addEventListener('input', () => {
    clearTimeout(typing);
    clearTimeout(pause);
    typing = setTimeout(ask, 150);
    pause = setTimeout(announce, 2000);
});
form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    ask().then(announce);
});

// After "back" the browser may have kept a text, but not its answer.
if (form.words.value !== form.words.defaultValue) {
    ask();
}

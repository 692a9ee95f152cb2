package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// page is what a visitor has in front of them.
type page struct {
	Title   string
	Text    string     // in the field
	Rows    [][]string // of the table: word, Zipf value, per million, count
	Foreign []string   // elements that the text has and the page has not
}

// read reads the page.
const read = `({
	Title: document.title,
	Text: document.querySelector("[name=words]").value,
	Rows: [...document.querySelectorAll("tbody tr")].map(row =>
		[row.querySelector(".word"), ...row.querySelectorAll("td")].map(cell => cell.innerText)),
	Foreign: [...document.querySelectorAll("img, script:not([src])")].map(
		element => element.outerHTML),
})`

// field takes the text.
const field = chromedp.CSS("[name=words]")

// linked follows a link that has the text in its address.
func linked(ctx context.Context, address, text string) (page, error) {
	err := chromedp.Do(ctx, chromedp.Navigate(address+"?"+url.Values{"words": {text}}.Encode()))
	if err != nil {
		return page{}, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[page](read))
}

// typed types the text and waits until the answer contains its last word.
func typed(ctx context.Context, address, text string) (page, error) {
	words := strings.Fields(text)
	last, err := json.Marshal(words[len(words)-1])
	if err != nil {
		return page{}, err
	}
	answered := fmt.Sprintf(`[...document.querySelectorAll("tbody .word")].some(
		word => word.innerText === %s)`, last)
	err = chromedp.Do(ctx, desktop, chromedp.Navigate(address), chromedp.SendKeys(field, text),
		chromedp.Poll[chromedp.Void](answered, chromedp.WithPollingTimeout(0)))
	if err != nil {
		return page{}, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[page](read))
}

// sent turns JavaScript off, types the text and presses the button.
func sent(ctx context.Context, address, text string) (page, error) {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		return page{}, err
	}
	err = chromedp.Do(ctx, desktop, chromedp.Navigate(address), chromedp.SendKeys(field, text))
	if err != nil {
		return page{}, err
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS("button"))); err != nil {
		return page{}, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[page](read))
}

// upToNow returns what the console has so far, up to a message of our own.
func upToNow(ctx context.Context, console iter.Seq2[chromedp.ConsoleMessage, error]) ([]string, error) {
	const ours = "the end"
	err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("console.log(%q)", ours)))
	if err != nil {
		return nil, err
	}
	var messages []string
	for message, err := range console {
		if err != nil {
			return nil, err
		}
		if message.Text == ours {
			break
		}
		messages = append(messages, message.String())
	}
	return messages, nil
}

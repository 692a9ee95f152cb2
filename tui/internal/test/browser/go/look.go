package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// view is the page at one width, in one colour scheme.
type view struct {
	Name     string
	TooWide  bool     // one has to scroll sideways
	Table    bool     // all of its cells can be seen
	Problems []string // found by axe-core: impact, rule and elements
}

// problems has axe-core look at the page.
const problems = `axe.run({resultTypes: ["violations"]}).then(found =>
	found.violations.map(({impact, id, nodes}) =>
		impact + " " + id + ": " + nodes.map(node => node.target).join(", ")))`

// table reports whether the table can be seen, from its first column to its last.
const table = `(cells => cells.length > 0 && cells.every(cell => {
	const {left, right, width, height} = cell.getBoundingClientRect();
	return width > 0 && height > 0 && left >= 0 && right <= document.documentElement.clientWidth;
}))([...document.querySelectorAll("tbody :is(th, td)")])`

const desktopWidth, phoneWidth = 1280, 390

var (
	desktop = chromedp.EmulateViewport(desktopWidth, 800)
	phone   = chromedp.EmulateViewport(phoneWidth, 844, chromedp.EmulateMobile, chromedp.EmulateScale(2))
)

type actions = []chromedp.Action[chromedp.Void]

// apologize has the page show a problem.
var apologize = actions{
	chromedp.Evaluate[chromedp.Void](`
		document.querySelector("textarea").value = "x".repeat(64 * 1024 + 1);
		document.querySelector("form").dispatchEvent(new InputEvent("input"))`),
	chromedp.Poll[chromedp.Void](`document.querySelector("#problem p")`, chromedp.WithPollingTimeout(0)),
}

// look looks at the page from all sides, also while it shows a problem.
func look(ctx context.Context, axe, pictures string) (views []view, err error) {
	code, err := os.ReadFile(axe)
	if err != nil {
		return nil, err
	}
	// The page's policy does not hold for what the protocol evaluates.
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(code))); err != nil {
		return nil, err
	}
	for _, side := range []struct {
		name    string
		width   int
		prepare actions
	}{
		{"desktop-light", desktopWidth, actions{desktop, prefer("light")}},
		{"desktop-dark", desktopWidth, actions{prefer("dark")}},
		{"phone-light", phoneWidth, actions{phone, prefer("light")}},
		{"phone-dark", phoneWidth, actions{prefer("dark")}},
		{"problem-dark", phoneWidth, apologize},
		{"problem-light", phoneWidth, actions{prefer("light")}},
	} {
		if err := chromedp.Do(ctx, side.prepare...); err != nil {
			return nil, err
		}
		v := view{Name: side.name}
		width, err := chromedp.Run(ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
		if err != nil {
			return nil, err
		}
		v.TooWide = width > side.width
		if v.Table, err = chromedp.Run(ctx, chromedp.Evaluate[bool](table)); err != nil {
			return nil, err
		}
		v.Problems, err = chromedp.Run(ctx, chromedp.Evaluate[[]string](problems,
			chromedp.EvalAwaitPromise))
		if err != nil {
			return nil, err
		}
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			return nil, err
		}
		err = os.WriteFile(filepath.Join(pictures, v.Name+".png"), picture, 0o644)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// prefer chooses a colour scheme.
func prefer(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

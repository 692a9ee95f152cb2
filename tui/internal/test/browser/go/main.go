// Browser visits the page of part 6 in Chromium: it types a text and prints what
// it finds, as JSON. It is a module of its own so that the guide does not need
// chromedp.
//
//	browser URL AXE PICTURES <TEXT
//	browser URL SOCKET
//
// AXE is the file of axe-core, which looks for what makes the page hard to use for
// people with disabilities. The screenshots go to the folder PICTURES.
// With SOCKET, the path at which the page asks the word server, it is that server
// and checks what page.js makes of the answers. The first mistake is an error.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/chromedp/chromedp"
)

// report is what the browser found.
type report struct {
	Linked  page     // when a link had the text
	Typed   page     // when the text was typed: the answer appears by itself
	Sent    page     // when it was typed without JavaScript, and the button pressed
	Views   []view   // of the page that was typed into
	Console []string // errors, such as of the Content-Security-Policy
}

// patience is how long a visit may take. It is long because the machine may be busy.
const patience = 2 * time.Minute

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 && len(os.Args) != 4 {
		log.Fatal("usage: browser URL AXE PICTURES <TEXT, or browser URL SOCKET")
	}
	if err := browse(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// browse does what the arguments say in a browser with a new profile.
func browse(arguments []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("chromium"), chromedp.DisableGPU,
		chromedp.NoSandbox, // Chromium has none for root
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	if len(arguments) == 2 {
		if err := script(ctx, arguments[0], arguments[1]); err != nil {
			return err
		}
		return chromedp.Cancel(ctx)
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	found, err := visit(ctx, arguments[0], string(text), arguments[1], arguments[2])
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		return err
	}
	return chromedp.Cancel(ctx)
}

// visit types the text in all ways.
func visit(ctx context.Context, url, text, axe, pictures string) (found report, err error) {
	console := chromedp.Console(ctx)
	if found.Linked, err = linked(ctx, url, text); err != nil {
		return found, fmt.Errorf("follow a link: %w", err)
	}
	if found.Typed, err = typed(ctx, url, text); err != nil {
		return found, fmt.Errorf("type the text: %w", err)
	}
	if found.Views, err = look(ctx, axe, pictures); err != nil {
		return found, fmt.Errorf("look at the page: %w", err)
	}
	if found.Sent, err = sent(ctx, url, text); err != nil {
		return found, fmt.Errorf("send the text without JavaScript: %w", err)
	}
	if found.Console, err = upToNow(ctx, console); err != nil {
		return found, fmt.Errorf("read the console: %w", err)
	}
	return found, nil
}

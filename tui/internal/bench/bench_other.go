//go:build !linux

package bench

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// Run returns an error, because the comparison needs Linux.
func Run(context.Context, []string, io.Writer) error {
	return fmt.Errorf("the comparison needs Linux, because it pins processes to "+
		"processors and uses epoll; this is %s", runtime.GOOS)
}

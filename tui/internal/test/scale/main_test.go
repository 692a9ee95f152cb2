package scale

import (
	"os"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

func TestMain(m *testing.M) { os.Exit(stagetest.Main(m)) }

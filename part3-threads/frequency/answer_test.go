package frequency

import "testing"

func TestAnswer(t *testing.T) {
	table := million(t)
	for _, test := range []struct{ line, want string }{
		{"The whale, nEVER", "the\t900000\t900000.0\t8.95\n" +
			"whale\t10\t10.0\t4.00\nnever\t0\t0.0\t0.00\n" +
			"# 3 words, average 300003.3 per million, most unusual first: never whale the\n"},
		{"once", "once\t1\t1.0\t3.00\n" +
			"# 1 words, average 1.0 per million, most unusual first: once\n"},
		{"", "# 0 words, average 0.0 per million, most unusual first:\n"},
	} {
		if got := string(table.Answer(Words([]byte(test.line)))); got != test.want {
			t.Errorf("Answer(%q) = %q, want %q", test.line, got, test.want)
		}
	}
}

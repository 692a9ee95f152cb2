package stagetest

import (
	"slices"
	"strings"
)

// Payloads returns what a client may send to manipulate a terminal.
func Payloads() []string {
	payloads := slices.Concat(sequences, encodings, scripts, protocols)
	for c := range rune(0xa0) {
		if c < ' ' || c >= 0x7f {
			payloads = append(payloads, string(c)) // C0, DEL and C1, as UTF-8
		}
	}
	for c := 0x80; c < 0xa0; c++ {
		payloads = append(payloads, string([]byte{byte(c)})) // C1, as bytes
	}
	for _, r := range invisible {
		payloads = append(payloads, string(r), "a"+string(r)+"b")
	}
	return payloads
}

// sequences drive a terminal.
var sequences = []string{
	"\x1b[2J\x1b[H", "\x1b[31mred\x1b[0m", "\x1b[8mhidden", "\x1b[1A\x1b[2K",
	"\x1b[?1049h", "\x1b[?1049l", "\x1b[?25l", "\x1b[?1000h", "\x1b[?2004h",
	"\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[21t", "\x1b[18t", "\x1b[8;1;1t",
	"\x1b]0;title\a", "\x1b]0;title\x1b\\", "\x1b]2;title\x9c", "\x1b]52;c;aGk=\a",
	"\x1b]8;;http://example.com\aclick\x1b]8;;\a", "\x1b]10;?\a", "\x1b]11;?\a",
	"\x1b]4;1;?\a", "\x1b]50;font\a", "\x1b]777;notify;a;b\a", "\x1b]1337;File=:AA\a",
	"\x1bP$q\"p\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gi=1\x1b\\", "\x1b^private\x1b\\",
	"\x1bc", "\x1b7\x1b8", "\x1b#8", "\x1b(0lqk", "\x1b%G", "\x1b=", "\x1bZ", "\x1b",
	"\x1b[", "\x1b]", "\x9b2J", "\x9d0;title\x9c", "\u009b2J", "\u009d0;title\u009c",
	"over\rwrite", "\b\b\bback", "\a\a\a", "\x0e\x0f", "\x05", "\x7f\x7f", "\f", "\v",
	"line\nline", "line\r\nline", "tab\tstop", "nul\x00nul", "\x11\x13", "\x03\x04\x1a",
}

// encodings are not UTF-8, or not quite.
var encodings = []string{
	"\xff", "\xfe\xff", "\xff\xfeh\x00i\x00", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80",
	"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xed\xa0\x80",
	"\xed\xbf\xbf", "\xed\xa0\xbd\xed\xb0\x8b", "\xc3", "\xe2\x82", "\xf0\x9f\x90",
	"caf\xe9", "\x80", "\xbf", "\xc3\x28", "\xa0\xa1", "\xe2\x28\xa1", "\ufffd",
	"\ufffe", "\uffff", "\U0001ffff", "\U0010ffff", "+ADw-script+AD4-",
}

// scripts are text in many scripts, or look like it.
var scripts = []string{
	"e\u0301", "\u0301", "\u0301\u0302\u0303", "\n\u0301", "\"\u0338",
	"Z" + strings.Repeat("\u0300\u0316", 50), "שלום", "مرحبا", "नमस्ते", "ไทย", "한국어",
	"日本語", "\u202egnp.exe", "\u2066a\u2069", "\u061c", "p\u0430ypal", "ﷺ",
	"🐋", "❤\ufe0f", "👩\u200d💻", "🇺🇳", "\U0001f3f4\U000e0067\U000e007f",
	"\u0489", "a\u20dd", "\U0001d173", "\ue0b0\ue0a0", "\U000f0000", "\u0378",
}

// invisible runes have no width or look like a space.
var invisible = []rune("\u00a0\u00ad\u034f\u061c\u070f\u115f\u1160\u1680\u17b4\u17b5" +
	"\u180b\u180e\u2000\u2003\u2007\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028" +
	"\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2064\u2065\u2066" +
	"\u2067\u2068\u2069\u206a\u206f\u3000\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff9" +
	"\ufffb\U0001bca0\U0001d173\U000e0001\U000e0020\U000e007f\U000e0100\U000e01ef")

// protocols are requests of real protocols, and imitations.
var protocols = []string{
	"the quick zyzzyva\n", "*1\r\n$4\r\nPING\r\n", "$-1\r\n", "-ERR busy\r\n",
	"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00", "",
	"%s%n%x", "%!q(MISSING)", "$(reboot)", "`reboot`", "; rm -rf /", "' OR 1=1 --",
	"<script>alert(1)</script>", "```\n# heading", "[a](javascript:b)", `"`, `\`, `\\"`,
	`\x1b[2J`, `\u202e`, `"\n"`, "'", "\\\n", strings.Repeat("\x00", 300),
	strings.Repeat("x", 5000), strings.Repeat("\x1b[31m", 200),
}

package protocol

import "strconv"

// The kinds of reply that RESP2 and RESP3 have in common; each function appends
// one.

func appendSimple(reply []byte, text string) []byte {
	return append(append(append(reply, '+'), text...), "\r\n"...)
}

func appendError(reply []byte, text string) []byte {
	return append(append(append(reply, '-'), text...), "\r\n"...)
}

func appendInteger(reply []byte, n int64) []byte {
	return append(strconv.AppendInt(append(reply, ':'), n, 10), "\r\n"...)
}

func appendArray(reply []byte, length int) []byte {
	reply = strconv.AppendInt(append(reply, '*'), int64(length), 10)
	return append(reply, "\r\n"...)
}

func appendBulk[text string | []byte](reply []byte, value text) []byte {
	if n := len(value); n < 10 { // nearly all are: this saves 5 % of an answer
		reply = append(reply, '$', '0'+byte(n), '\r', '\n')
	} else {
		reply = strconv.AppendInt(append(reply, '$'), int64(n), 10)
		reply = append(reply, '\r', '\n')
	}
	reply = append(reply, value...)
	return append(reply, '\r', '\n')
}

// appendPerMillion appends a frequency as a bulk string, with one decimal.
func appendPerMillion(reply []byte, perMillion float64) []byte {
	var digits [32]byte
	return appendBulk(reply,
		strconv.AppendFloat(digits[:0], perMillion, 'f', 1, 64))
}

// The other kinds depend on the version of RESP that the client asked for with
// HELLO. RESP2 has arrays and bulk strings in their place.

// appendNull appends the reply for nothing.
func appendNull(reply []byte, resp3 bool) []byte {
	if resp3 {
		return append(reply, "_\r\n"...)
	}
	return append(reply, "$-1\r\n"...)
}

// appendMap begins a map of length keys, each followed by its value.
func (c *call) appendMap(length int) {
	if !c.resp3 {
		c.reply = appendArray(c.reply, 2*length)
		return
	}
	c.appendLength('%', length)
}

// appendSet begins a set.
func (c *call) appendSet(length int) {
	if !c.resp3 {
		c.reply = appendArray(c.reply, length)
		return
	}
	c.appendLength('~', length)
}

// appendText appends a text for people, as INFO is.
func (c *call) appendText(text string) {
	if !c.resp3 {
		c.reply = appendBulk(c.reply, text)
		return
	}
	const format = "txt:"
	c.appendLength('=', len(format)+len(text))
	c.reply = append(append(append(c.reply, format...), text...), "\r\n"...)
}

// appendLength appends the line that announces a reply of a kind and length.
func (c *call) appendLength(kind byte, length int) {
	c.reply = strconv.AppendInt(append(c.reply, kind), int64(length), 10)
	c.reply = append(c.reply, "\r\n"...)
}

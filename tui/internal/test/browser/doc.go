// Package browser tests the page of part 6 as a visitor gets it: in a browser,
// from the web servers and with the configurations of part6-php/deploy.
package browser

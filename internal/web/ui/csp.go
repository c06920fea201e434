// SPDX-License-Identifier: Apache-2.0

package ui

import "strings"

// CSP gives the Content-Security-Policy of a page. Nothing comes from
// elsewhere and nothing runs inline; only a page with a live map (Page.Map)
// may set styles from script, which the map library does.
func CSP(mapPage bool) string {
	style := "style-src 'self'"
	if mapPage {
		style += " 'unsafe-inline'"
	}
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self'",
		style,
		"img-src 'self' data: blob:",
		"worker-src 'self' blob:",
		"connect-src 'self'",
		"frame-ancestors 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"object-src 'none'",
	}, "; ")
}

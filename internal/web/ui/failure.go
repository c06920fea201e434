// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"net/http"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
)

// StatusOf gives the HTTP status that a kind of failure is answered with.
func StatusOf(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Denied:
		return http.StatusForbidden
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.TooMany:
		return http.StatusTooManyRequests
	default:
		return http.StatusInternalServerError
	}
}

// FailureTitle gives the heading of the error page for a status.
func FailureTitle(text *i18n.Catalog, lang string, status int) string {
	return text.T(lang, failureKey(status, "title"), nil)
}

// failureKey gives the message of a status; one without words of its own gets
// those of its class.
func failureKey(status int, part string) string {
	switch status {
	case http.StatusUnauthorized:
		return "ui.failure.unauthenticated_" + part
	case http.StatusForbidden:
		return "ui.failure.denied_" + part
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return "ui.failure.not_found_" + part
	case http.StatusConflict:
		return "ui.failure.conflict_" + part
	case http.StatusServiceUnavailable:
		return "ui.failure.unavailable_" + part
	case http.StatusTooManyRequests:
		return "ui.failure.too_many_" + part
	}
	if status >= http.StatusInternalServerError {
		return "ui.failure.internal_" + part
	}
	return "ui.failure.invalid_" + part
}

// Package fault is the one error type of Hengjian. A fault carries a kind (which
// decides the HTTP status), a stable code that programs and translations use,
// and the fields that are wrong. Its cause stays in the log and never reaches a
// caller.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal a fault is.
type Kind int

// The kinds. A kind is part of the outside contract: see Status.
const (
	KindInternal Kind = iota
	KindMalformed
	KindUnauthenticated
	KindForbidden
	KindNotFound
	KindConflict
	KindGone
	KindStale
	KindTooLarge
	KindUnsupported
	KindInvalid
	KindLocked
	KindPreconditionRequired
	KindTooMany
	KindUnavailable
)

var statuses = map[Kind]int{
	KindInternal: 500, KindMalformed: 400, KindUnauthenticated: 401, KindForbidden: 403,
	KindNotFound: 404, KindConflict: 409, KindGone: 410, KindStale: 412, KindTooLarge: 413,
	KindUnsupported: 415, KindInvalid: 422, KindLocked: 423, KindPreconditionRequired: 428,
	KindTooMany: 429, KindUnavailable: 503,
}

// Field names one wrong field of a request, in the path form the client sent it
// ("observations[3].photos").
type Field struct {
	Name    string
	Code    string
	Message string
}

// Error is a refusal or a failure with a stable code.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Fields  []Field
	cause   error
}

// Error returns code and message, and the cause for the log.
func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.cause)
	}
	return e.Code + ": " + e.Message
}

// Unwrap returns the cause, which is for logs and errors.Is only.
func (e *Error) Unwrap() error { return e.cause }

// Status returns the HTTP status of the fault's kind.
func (e *Error) Status() int { return statuses[e.Kind] }

// WithCause returns a copy that remembers why, for the log.
func (e *Error) WithCause(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// New makes a fault of any kind.
func New(kind Kind, code, message string, fields ...Field) *Error {
	return &Error{Kind: kind, Code: code, Message: message, Fields: fields}
}

// Invalid refuses one field of an understood request (422).
func Invalid(code, field, message string) *Error {
	return New(KindInvalid, code, message, Field{Name: field, Code: code, Message: message})
}

// InvalidFields refuses several fields at once (422).
func InvalidFields(code, message string, fields ...Field) *Error {
	return New(KindInvalid, code, message, fields...)
}

// Conflict refuses because of the present state of the record (409).
func Conflict(code, message string) *Error { return New(KindConflict, code, message) }

// Forbidden refuses an act that this caller may not do on a record it may see (403).
func Forbidden(code, message string) *Error { return New(KindForbidden, code, message) }

// Gone refuses a thing that existed and was withdrawn (410).
func Gone(code, message string) *Error { return New(KindGone, code, message) }

// NotFound is the one answer for what is missing and for what the caller may not
// see: the two must not be told apart, so it takes no arguments.
func NotFound() *Error { return New(KindNotFound, "not_found", "There is no such thing.") }

// Stale refuses a change made from an outdated version (412).
func Stale() *Error {
	return New(KindStale, "version_stale", "The record was changed by somebody else; load it again.")
}

// Unauthenticated asks for a sign-in (401).
func Unauthenticated() *Error {
	return New(KindUnauthenticated, "unauthenticated", "Sign in first.")
}

// Unavailable says that a part the server needs does not answer (503).
func Unavailable(err error) *Error {
	return New(KindUnavailable, "unavailable", "The service cannot answer right now; nothing was changed.").WithCause(err)
}

// Internal wraps an unexpected error (500). The cause is logged, not sent.
func Internal(err error) *Error {
	return New(KindInternal, "internal", "An unexpected error happened; it was logged.").WithCause(err)
}

// As returns the fault inside err, or nil.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Code returns the stable code of err: "" for nil, "internal" for an error that
// is not a fault.
func Code(err error) string {
	if err == nil {
		return ""
	}
	if f := As(err); f != nil {
		return f.Code
	}
	return "internal"
}

// Is reports whether err is a fault with the code.
func Is(err error, code string) bool { return err != nil && Code(err) == code }

package cms

import (
	"errors"
	"fmt"
)

// What Parse may find: the bytes are not a signature that can be spoken of.
var (
	// ErrMalformed: not DER, or not a SignedData of the expected shape.
	ErrMalformed = errors.New("malformed CMS")
	// ErrSigners: a PDF signature has exactly one signer (EN 319 142-1, 4.1).
	ErrSigners = errors.New("not exactly one signer")
	// ErrAttached: content was found inside a signature that should be detached.
	ErrAttached = errors.New("content inside a detached signature")
)

// What Verify may find; several may be joined in one error.
var (
	// ErrNoCertificate: the signer's certificate is not among those sent along.
	ErrNoCertificate = errors.New("signer's certificate is missing")
	// ErrContentType: the attribute is missing or names another type than the content has.
	ErrContentType = errors.New("content-type attribute does not fit")
	// ErrDigest: the content is not what was signed.
	ErrDigest = errors.New("message digest differs")
	// ErrNoSigningCertificate: nothing binds the certificate to the signature (not CAdES).
	ErrNoSigningCertificate = errors.New("signing-certificate-v2 attribute is missing")
	// ErrSigningCertificate: the attribute names another certificate than the signer's.
	ErrSigningCertificate = errors.New("signing-certificate-v2 names another certificate")
	// ErrAttributes: an attribute occurs twice, has no or several values, or is unreadable.
	ErrAttributes = errors.New("signed attributes are not as they must be")
	// ErrOrder: the signed attributes are not in DER order, for which strict readers reject them.
	ErrOrder = errors.New("signed attributes are not in DER order")
	// ErrAlgorithm: an algorithm is unknown here, or two identifiers contradict each other.
	ErrAlgorithm = errors.New("algorithms unknown or inconsistent")
	// ErrWeak: key or hash is below the floor.
	ErrWeak = errors.New("algorithm or key too weak")
	// ErrSignature: the signature value is not that of the certificate's key over the attributes.
	ErrSignature = errors.New("signature does not verify")
)

// What may go wrong in making a signature, besides ErrWeak.
var (
	// ErrKey: the certificate is of another key.
	ErrKey = errors.New("key and certificate do not belong together")
	// ErrTimestamped: there is a time-stamp already.
	ErrTimestamped = errors.New("signature has a time-stamp already")
)

func because(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
}

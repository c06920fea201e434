// SPDX-License-Identifier: Apache-2.0

// Package revocation collects evidence that certificates were not revoked (OCSP
// responses of RFC 6960, CRLs of RFC 5280) and judges such evidence later, when
// the authorities no longer answer. It knows nothing of PDF or of whom to trust:
// chains come in complete, from the certificate to the root.
//
//	ocsps, crls, err := revocation.Collect(ctx, chain, &revocation.HTTP{})
//	status, err := revocation.Check(chain[0], chain[1], ocsps, crls, signedAt)
//
// # What counts
//
// A response counts when it is about the certificate, and signed by its issuer
// or by someone whom the issuer delegated with extendedKeyUsage OCSPSigning and
// whose own certificate is known not to be revoked or need not be asked for
// (id-pkix-ocsp-nocheck). A list counts when the issuer signed it and it covers
// certificates of this kind in full; delta lists and indirect lists do not.
//
// Evidence speaks for the time it was issued at and, up to its nextUpdate, for
// the time after. One that was issued later than the time in question speaks for
// it too, since revocation is not taken back, but only while the certificate had
// not expired: authorities forget expired certificates, unless they state
// otherwise (archiveCutoff, expiredCertsOnCRL).
//
// A certificate that was revoked after the time in question was good then.
package revocation

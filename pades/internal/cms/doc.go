// SPDX-License-Identifier: Apache-2.0

// Package cms makes, reads and checks the signature value of a PDF signature:
// a CMS SignedData (RFC 5652) in the CAdES profile that PAdES asks for (ETSI
// EN 319 122-1 and EN 319 142-1), in DER. It knows nothing of PDF, of trust in
// certificates or of revocation, and reads no clock.
//
//	der, err := cms.Sign(ctx, cms.Params{Hash: crypto.SHA256, Digest: sum, Key: key, Certificate: cert, Chain: chain})
//	der, err = cms.WithTimestamp(der, token)
//
//	sig, err := cms.Parse(der)
//	err = sig.Verify(func(h crypto.Hash) []byte { return digestOfByteRanges(h) })
//	errors.Is(err, cms.ErrDigest) // the document is not the one that was signed
//
// # What is made
//
// One signer; signed attributes content-type, message-digest and ESS
// signing-certificate-v2 (RFC 5035) with the issuer and serial number, in the
// order that DER asks of a SET, and no signing-time, whose place is /M of the
// signature dictionary. SHA-256, SHA-384 or SHA-512 with RSA PKCS #1 v1.5 from
// 2048 bits or ECDSA on P-256, P-384 or P-521. Whatever is weaker is refused
// with ErrWeak, in making and in checking.
//
// # What is read
//
// Strict DER of bounded size, nothing that BER merely tolerates; RSASSA-PSS is
// understood as well. Parse says only whether there is a signature to speak of.
// Verify then tells everything that is wrong with it, each by its own error, and
// says nothing about whether the certificate is to be trusted.
package cms

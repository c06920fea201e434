package cms

import (
	"bytes"
	"crypto"
	_ "crypto/sha256" // the hashes of the floor, for crypto.Hash.New
	_ "crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidSHA1   = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidMD5    = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}
	oidSHA224 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 4}
	oidSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}

	oidRSA    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSAPSS = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidMGF1   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}
)

// hashes are those that can be named; below tells which of them count.
var hashes = []struct {
	oid        asn1.ObjectIdentifier
	hash       crypto.Hash
	rsa, ecdsa asn1.ObjectIdentifier // signature algorithms with this hash
}{
	{oidSHA256, crypto.SHA256, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}},
	{oidSHA384, crypto.SHA384, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}},
	{oidSHA512, crypto.SHA512, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}},
	{oidSHA224, crypto.SHA224, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 14}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 1}},
	{oidSHA1, crypto.SHA1, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}},
	{oidMD5, crypto.MD5, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}, nil},
}

// HashByOID gives the hash of an identifier, 0 when it is unknown. Whether it is
// above the floor, CheckHash tells.
func HashByOID(oid asn1.ObjectIdentifier) crypto.Hash {
	for _, h := range hashes {
		if h.oid.Equal(oid) {
			return h.hash
		}
	}
	return 0
}

// HashOID gives the identifier of a hash of the floor, nil of any other.
func HashOID(h crypto.Hash) asn1.ObjectIdentifier {
	if CheckHash(h) != nil {
		return nil
	}
	for _, known := range hashes {
		if known.hash == h {
			return known.oid
		}
	}
	return nil
}

type scheme int

const (
	unknownScheme scheme = iota
	pkcs1
	pss
	ecdsaScheme
)

// signing is what a signatureAlgorithm says.
type signing struct {
	scheme scheme
	hash   crypto.Hash // 0 where the identifier leaves it to digestAlgorithm
	salt   int         // of RSASSA-PSS
}

var null = []byte{5, 0}

// parseSigning reads a signatureAlgorithm. What it does not know has an unknownScheme.
func parseSigning(alg algorithm) (signing, error) {
	if alg.oid.Equal(oidRSAPSS) {
		return parsePSS(alg.params)
	}
	if alg.oid.Equal(oidRSA) {
		return signing{scheme: pkcs1}, plain(alg)
	}
	for _, h := range hashes {
		switch {
		case h.rsa.Equal(alg.oid):
			return signing{scheme: pkcs1, hash: h.hash}, plain(alg)
		case h.ecdsa != nil && h.ecdsa.Equal(alg.oid):
			return signing{scheme: ecdsaScheme, hash: h.hash}, plain(alg)
		}
	}
	return signing{}, because(ErrAlgorithm, "signature algorithm %s", alg.oid)
}

// plain demands that an algorithm has no parameters, or NULL for them.
func plain(alg algorithm) error {
	if len(alg.params) != 0 && !bytes.Equal(alg.params, null) {
		return because(ErrAlgorithm, "parameters of %s", alg.oid)
	}
	return nil
}

// algorithm is an AlgorithmIdentifier.
type algorithm struct {
	oid    asn1.ObjectIdentifier
	params []byte
}

func readAlgorithm(s *cryptobyte.String, alg *algorithm) bool {
	var in, params cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !in.ReadASN1ObjectIdentifier(&alg.oid) {
		return false
	}
	if !in.Empty() {
		var tag casn1.Tag
		if !in.ReadAnyASN1Element(&params, &tag) {
			return false
		}
	}
	alg.params = params
	return in.Empty()
}

func addAlgorithm(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, params ...byte) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddBytes(params)
	})
}

// pssParameters is RSASSA-PSS-params of RFC 4055, 3.1.
type pssParameters struct {
	Hash    pkix.AlgorithmIdentifier `asn1:"optional,explicit,tag:0"`
	MGF     pkix.AlgorithmIdentifier `asn1:"optional,explicit,tag:1"`
	Salt    int                      `asn1:"optional,explicit,tag:2,default:20"`
	Trailer int                      `asn1:"optional,explicit,tag:3,default:1"`
}

// parsePSS reads the parameters; left out, they mean SHA-1, which Verify refuses.
func parsePSS(der []byte) (signing, error) {
	var p pssParameters
	if rest, err := asn1.Unmarshal(der, &p); err != nil || len(rest) > 0 {
		return signing{}, because(ErrAlgorithm, "parameters of RSASSA-PSS")
	}
	hash, mask := crypto.SHA1, crypto.SHA1
	if p.Hash.Algorithm != nil {
		hash = HashByOID(p.Hash.Algorithm)
	}
	if p.MGF.Algorithm != nil {
		var in algorithm
		params := cryptobyte.String(p.MGF.Parameters.FullBytes)
		if !p.MGF.Algorithm.Equal(oidMGF1) || !readAlgorithm(&params, &in) || !params.Empty() {
			return signing{}, because(ErrAlgorithm, "mask generation of RSASSA-PSS")
		}
		mask = HashByOID(in.oid)
	}
	if hash == 0 || mask != hash || p.Trailer != 1 || p.Salt < 1 || p.Salt > 512 {
		return signing{}, because(ErrAlgorithm, "parameters of RSASSA-PSS")
	}
	return signing{scheme: pss, hash: hash, salt: p.Salt}, nil
}

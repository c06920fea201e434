// SPDX-License-Identifier: Apache-2.0

// Package validate judges a GTFS Schedule feed by the rules of the canonical
// validator of MobilityData: what it finds bears the same codes, severities
// and fields, so that two reports compare line by line. RULES.md lists every
// code with what stands for it here.
//
//	feed, err := gtfs.Open(file, size, gtfs.Limits{})
//	report := validate.Feed(feed, gtfs.Date{Year: 2026, Month: 10, Day: 5})
//	for _, f := range report.Notices {
//		fmt.Println(f.Severity, f.Code, f.TotalNotices)
//	}
//
// Each rule has a file with its notices: what they are called, what their
// samples hold, and how they are said to a person. The reading of files and
// values is judged by package gtfs; reading.go gives that its words.
package validate

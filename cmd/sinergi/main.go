// SPDX-License-Identifier: Apache-2.0

// Command sinergi serves and operates Sinergi. See `sinergi --help`.
package main

import (
	"os"

	"sinergi/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr))
}

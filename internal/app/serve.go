package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/api"
	"sinergi/internal/fetch"
	"sinergi/internal/i18n"
	"sinergi/internal/web/front"
)

type serveCmd struct {
	Data
	Addr    string `help:"Address to serve on." default:"127.0.0.1:8080" env:"SINERGI_ADDR"`
	Admin   string `help:"Address of the admin port (metrics, profiling); empty for none." default:"127.0.0.1:8081" env:"SINERGI_ADMIN_ADDR"`
	BaseURL string `name:"base-url" help:"Address under which people reach this server." placeholder:"URL" env:"SINERGI_BASE_URL"`
	Signing string `help:"Settings of electronic signatures (TOML)." type:"existingfile" placeholder:"FILE" env:"SINERGI_SIGNING"`
	Mail    string `help:"Settings of the mail server (TOML)." type:"existingfile" placeholder:"FILE" env:"SINERGI_MAIL"`
	Inside  bool   `name:"pull-inside" help:"Let GTFS Realtime be fetched from this machine and from private networks, too." env:"SINERGI_PULL_INSIDE"`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(e *env) error {
	n, err := c.OpenServing(e.ctx, e.log)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.Signing != "" {
		settings, err := readSigning(c.Signing)
		if err != nil {
			return err
		}
		if err := n.Desk.UseSigning(settings); err != nil {
			return err
		}
	}
	if c.Mail != "" {
		if _, err := useMail(n.Desk, c.Mail); err != nil {
			return err
		}
	}
	n.Desk.PullWith(fetch.New(fetch.Options{Inside: c.Inside}))
	s, err := n.listen(e, c.Addr, c.Admin, c.BaseURL)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Sinergi: %s\n", s.url)
	secret, err := n.Desk.SetupSecret(e.ctx)
	if err != nil {
		return err
	}
	if secret != "" {
		fmt.Fprintf(e.stdout, "Sistem ini masih kosong. Buka tautan sekali pakai ini untuk menyiapkannya:\n  %s/setup/%s\n", s.url, secret)
	}
	return s.run(e.ctx)
}

// server is a node that listens.
type server struct {
	node  *Node
	url   string
	pages *http.Server
	admin *http.Server
	on    []net.Listener
}

// listen opens the ports, so that a taken one is known before anything runs.
func (n *Node) listen(e *env, addr, admin, baseURL string) (*server, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(e.ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	s := &server{node: n, url: baseURL, on: []net.Listener{ln}}
	if s.url == "" {
		s.url = "http://" + ln.Addr().String()
	}
	handler, err := n.Handler(e.text, s.url)
	if err != nil {
		return nil, err
	}
	s.pages = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	s.pages.RegisterOnShutdown(n.Desk.Close)
	if admin != "" {
		aln, err := lc.Listen(e.ctx, "tcp", admin)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("listen on admin address %s: %w", admin, err), ln.Close())
		}
		s.on = append(s.on, aln)
		s.admin = &http.Server{Handler: n.adminHandler(), ReadHeaderTimeout: 10 * time.Second}
	}
	return s, nil
}

// run serves and measures until ctx ends, then lets requests finish.
func (s *server) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	serve := func(h *http.Server, ln net.Listener) {
		group.Go(func() error {
			if err := h.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
		group.Go(func() error {
			<-ctx.Done()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return h.Shutdown(last)
		})
	}
	serve(s.pages, s.on[0])
	if s.admin != nil {
		serve(s.admin, s.on[1])
	}
	group.Go(func() error { return s.node.Desk.Run(ctx) })
	group.Go(func() error { return s.node.Desk.KeepTelling(ctx) })
	group.Go(func() error { return s.node.Desk.KeepPulling(ctx) })
	return group.Wait()
}

// One address may ask the planner's API as often as an app that somebody uses
// does, many people behind one address included.
const (
	plannerEvery = 200 * time.Millisecond
	plannerBurst = 60
)

// Handler puts the doors and pages together.
func (n *Node) Handler(text *i18n.Catalog, baseURL string) (http.Handler, error) {
	mux := http.NewServeMux()
	often := front.NewLimiter(plannerEvery, plannerBurst)
	doors := &api.Doors{Desk: n.Desk, Text: text, Log: n.log, Often: func(r *http.Request) bool { return often.Allow(front.HostOf(r), time.Now()) }}
	doors.Register(mux)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", n.ready)
	return n.pages(mux, text, baseURL)
}

// ready answers truthfully: it writes to the database.
func (n *Node) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := n.Store.DB().WriteProbe(ctx); err != nil {
		n.log.Error("not ready", "err", err)
		http.Error(w, "not ready: the database takes no writes", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

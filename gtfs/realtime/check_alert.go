package realtime

func (k *checking) alert(a *Alert) {
	if len(a.Informed) == 0 {
		k.add("E032", "")
	}
	for i := range a.Informed {
		s := &a.Informed[i]
		if *s == (Selector{}) {
			k.add("E033", "%d", i)
		}
		k.selector(s)
	}
}

func (k *checking) selector(s *Selector) {
	if s.Trip != nil && s.RouteID != "" && s.Trip.RouteID != "" && s.RouteID != s.Trip.RouteID {
		k.add("E031", "%s", s.RouteID)
	}
	if k.Feed == nil {
		return
	}
	k.stop(s.StopID)
	if _, ok := k.Feed.Route(s.RouteID); s.RouteID != "" && !ok {
		k.add("E004", "%s", s.RouteID)
	}
	if s.AgencyID != "" {
		known := false
		for _, a := range k.Feed.Agencies {
			known = known || a.ID == s.AgencyID
		}
		if !known {
			k.add("E034", "%s", s.AgencyID)
		}
	}
	if s.Trip == nil || s.Trip.ID == "" {
		return
	}
	trip, ok := k.Feed.Trip(s.Trip.ID)
	switch {
	case !ok:
		k.add("E003", "%s", s.Trip.ID)
	case s.RouteID != "" && trip.RouteID != s.RouteID:
		k.add("E030", "%s", s.Trip.ID)
	}
}

package performance

// Definitions lists the measures in the order in which pages explain them. What
// each means and where its definition comes from are messages
// performance.definition.* and performance.source.*.
func Definitions() []string {
	return []string{"trips", "service", "partial", "unproven", "offroute", "notrun", "punctual", "unseen", "regular", "wait", "excess", "observed", "speed"}
}

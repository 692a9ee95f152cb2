package supervise

import "time"

// Argument as its first argument makes a program a supervisor; the run folder and the
// program to start follow. Only systems with process groups have supervisors.
const Argument = "supervise"

// StopGrace is how long a program may take to end cleanly.
const StopGrace = 2 * time.Second

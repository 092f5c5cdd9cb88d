// Package postgres runs the private PostgreSQL server that Guichet uses when nobody gave it one: it finds or fetches
// the server's programs, initialises a data folder, starts the server, and stops it again.
//
// # The folder
//
// Everything lives in one folder, "postgres" inside Options.Dir, which belongs to the account that runs the server and
// is closed to others (0700):
//
//	data/        the database cluster, kept between runs; never removed, never initialised twice
//	run/         the Unix socket (in a short folder below /tmp when this path is too long for a socket's address)
//	server.log   what the server has to say; its tail is quoted in errors
//	start.lock   held by a process while it starts or stops the server
//	users.lock   held, shared, by every process that uses the server
//	server.lock  inherited by every process of the server, so that it is free exactly when none of them is left
//
// All locks are flock(2) locks: the kernel releases them however a process ends.
//
// # Who stops it
//
// Any number of guichet processes may use one folder. The first starts the server, the others join it, and whichever
// leaves last stops it. A process that is killed leaves the server running; the next Start finds it healthy and joins
// it, restarting it only when its settings are not the ones asked for and nobody else uses it. A server is therefore
// never started twice on one folder, and a crash of guichet never costs the database a recovery. (Linux could end the
// server with its parent through PR_SET_PDEATHSIG, but that signal follows the thread that forked, which Go may end at
// any time.) The server has a process group of its own: a terminal's Ctrl-C reaches guichet alone.
//
// # Who may connect
//
// The server listens on no TCP port. Its socket is 0700 in a 0700 folder, and the server trusts whoever opens it: that
// is the account that owns the data files and root, the very two who could read the files anyway. A password would
// have to be kept in a file guarded by the same permissions, and so would add nothing. Guichet connects as the role
// guichet, which may create databases and is no superuser, as it should be on a server of somebody else's.
//
// # Root
//
// PostgreSQL refuses to run as root. Started by root, the server runs as the owner of an existing folder, else as the
// user postgres, else as nobody; where that account cannot reach the folder asked for (/root is closed), a folder
// below /var/lib/guichet takes its place.
package postgres

// Package web is the desk's own chat platform, in the browser: a page where an
// employee talks with the desk, and a page per staff channel with cards and
// threads. Pages are rendered here, on the server; one small script makes them
// live, and without it the forms still post.
//
// What was said is kept by the caller's [Board], so every replica shows the
// same and the package itself remembers nothing that matters. Who is there is
// the caller's [Doorkeeper] to say; what a person may read is decided here: the
// own direct channel, and the staff channels that Person.Channels names.
package web

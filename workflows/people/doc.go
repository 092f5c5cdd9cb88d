// Package people knows persons: who they are, which accounts are theirs, who
// leads them, and who may do what to a ticket.
//
// Everything here is a rule over values: a Policy answers from the groups a
// Person carries, a Directory answers from the persons it was built from.
// Nobody is recognised by a display name; names only help to find candidates.
package people

// Package escalation decides who deals with a ticket and who is called when
// nobody does: the routing tree, the on-call rotas and the chains of pages.
//
// A Route picks queue, chain and plan from facts and says which conditions
// chose. A Rota says who is on call at an instant. A Chain says which pages are
// due. None of them remembers anything: asking twice, or late, gives the same answer.
package escalation

// Package kb finds the paragraph of the knowledge base that answers a
// question, in the reader's language, or says that none is good enough.
//
// An [Index] holds the published articles of one desk in memory. It is split
// into shards, one per language and [Audience]; a search opens only the shards
// whose audience admits the reader. What a reader may not read is therefore
// not merely filtered from the answer: it takes no part in the counts, in the
// weights of words or in the spelling vocabulary that the answer is made from.
//
// A search runs in five steps, one file each:
//
//	analyse.go   words: folded, elided, stemmed, stop words dropped
//	query.go     what is asked: spelling repaired, synonyms and compounds added
//	collect.go   a hundred candidates by BM25F over the postings
//	rerank.go    the candidates reordered by how the words stand together
//	passage.go   the best paragraph or list of each hit
//
// and confidence.go says how sure the first hit is. The package does no I/O
// and reads no clock; the same articles and the same question give the same
// answer whatever the order in which the articles came.
package kb

// Package presencetest proves that a lamp's presence is right: it does harm to
// a lamp and its broker by a plan made from a seed, writes down what happened
// and what an independent watcher saw, and judges that history.
//
// It is test code only. It knows presence from the outside: processes, the way
// to the broker, brokers, and one topic. It knows nothing of how the lamp keeps
// its promise, and the clients that watch here share no code with the lamp's.
//
// The promises, with quiet meaning that nothing was done for 1.5 x keep-alive
// plus 5 s:
//
//	S1  when all has been quiet, what the broker keeps is the truth
//	S2  a dead lamp publishes no 1
//	S3  no 0 lasts longer than 2 s while a session is up
//	S4  a wanted stop is 0 before the process ends
//	S5  a fresh reader finds exactly one byte, 0 or 1
//
// No client can keep them in two cases, which the judge leaves out: a lamp that
// is away cannot answer a foreign value, nor mend what a broker kept that was
// itself away when the lamp went.
package presencetest

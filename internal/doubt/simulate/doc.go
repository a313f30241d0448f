// Package simulate makes what the detectors are proved with: tracks of people, honest
// and faked, and pictures of places, passed on in the ways pictures are. The same seed
// makes the same.
package simulate

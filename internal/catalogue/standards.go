package catalogue

import (
	"slices"

	"hengjian/internal/kernel/vocab"
)

const (
	fileSources   = "sources.csv"
	fileStandards = "standards.csv"
	fileBasis     = "basis_documents.csv"
	fileClauses   = "clauses.csv"
)

var credibilities = map[string]Credibility{
	"高": High, "中高": MediumHigh, "中": Medium, "中低": MediumLow, "低": Low, "标题高/条件低": Mixed, "未评": Unrated,
}

func (l *loader) readSources() []Source {
	var out []Source
	for _, r := range l.rows(fileSources, "id", "title", "document_no", "issuer", "date", "taken", "credibility") {
		id := r["id"]
		l.unique("source", fileSources, id)
		l.required(fileSources, id, "title", r["title"])
		grade, ok := credibilities[r["credibility"]]
		if !ok {
			l.bad(fileSources, id, "unknown credibility %q", r["credibility"])
		}
		l.sources[id] = true
		out = append(out, Source{ID: id, Title: r["title"], DocumentNo: r["document_no"], Issuer: r["issuer"],
			Date: r["date"], Taken: r["taken"], Credibility: grade})
	}
	return out
}

var systems = map[string]System{"通用基础": General, "服务监管": Supervision, "服务保障": Assurance}

// readStandards returns the standards, then the documents that are no standards but
// that checklists rest on; those belong to the assurance system.
func (l *loader) readStandards() []Standard {
	var out []Standard
	for _, r := range l.rows(fileStandards, "standard_no", "title", "system", "status", "source_id", "issued", "effective", "note") {
		no := r["standard_no"]
		l.unique("standard", fileStandards, no)
		l.required(fileStandards, no, "title", r["title"])
		l.source(fileStandards, no, r["source_id"])
		system, ok := systems[r["system"]]
		if !ok {
			l.bad(fileStandards, no, "unknown system %q", r["system"])
		}
		l.when(fileStandards, no, "issued", r["issued"])
		l.when(fileStandards, no, "effective", r["effective"])
		out = append(out, Standard{No: no, Title: r["title"], System: system, Status: r["status"], SourceID: r["source_id"],
			Issued: r["issued"], Effective: r["effective"], Note: r["note"]})
	}
	for _, r := range l.rows(fileBasis, "standard_no", "title", "source_id") {
		no := r["standard_no"]
		l.unique("standard", fileBasis, no)
		l.required(fileBasis, no, "title", r["title"])
		l.source(fileBasis, no, r["source_id"])
		out = append(out, Standard{No: no, Title: r["title"], System: Assurance, Status: statusBasisDocument, SourceID: r["source_id"], Basis: true})
	}
	return out
}

// label is how a checklist item names its clause: the source and the words used.
type label struct{ source, words string }

// clauseTable resolves labels to clauses.
type clauseTable struct {
	order   []string
	byKey   map[string]*Clause
	byLabel map[label][]string // the first is the item's clause, the rest it also rests on
}

var titleBases = []string{"given", "descriptive", "unseen"}

func (l *loader) readClauses(standards []Standard) *clauseTable {
	sourceOf := map[string]string{}
	for _, s := range standards {
		sourceOf[s.No] = s.SourceID
	}
	t := &clauseTable{byKey: map[string]*Clause{}, byLabel: map[label][]string{}}
	for _, r := range l.rows(fileClauses, "source_id", "label", "standard_no", "number", "title", "title_basis") {
		key := r["standard_no"] + "#" + r["number"]
		l.source(fileClauses, key, r["source_id"])
		l.required(fileClauses, key, "number", r["number"])
		l.required(fileClauses, key, "title", r["title"])
		if _, ok := sourceOf[r["standard_no"]]; !ok {
			l.bad(fileClauses, key, "standard %q is neither in %s nor in %s", r["standard_no"], fileStandards, fileBasis)
		}
		if !slices.Contains(titleBases, r["title_basis"]) {
			l.bad(fileClauses, key, "unknown title basis %q", r["title_basis"])
		}
		c := Clause{Key: key, StandardNo: r["standard_no"], Number: r["number"], Title: r["title"], TitleBasis: r["title_basis"], SourceID: sourceOf[r["standard_no"]]}
		if known, ok := t.byKey[key]; !ok {
			t.byKey[key], t.order = &c, append(t.order, key)
		} else if *known != c {
			l.bad(fileClauses, key, "is described in two ways")
		}
		at := label{r["source_id"], r["label"]}
		if slices.Contains(t.byLabel[at], key) {
			l.bad(fileClauses, key, "is given twice for the label %q of %s", at.words, at.source)
		}
		t.byLabel[at] = append(t.byLabel[at], key)
	}
	return t
}

// list returns the clauses with the category of the items that name them.
func (t *clauseTable) list(checklists []Checklist) []Clause {
	seen := map[string]map[vocab.Category]bool{}
	for _, c := range checklists {
		for _, i := range c.Items {
			for _, key := range append([]string{i.ClauseKey}, i.AlsoClauses...) {
				if seen[key] == nil {
					seen[key] = map[vocab.Category]bool{}
				}
				seen[key][c.Category] = true
			}
		}
	}
	out := make([]Clause, 0, len(t.order))
	for _, key := range t.order {
		c := *t.byKey[key]
		if len(seen[key]) == 1 {
			for category := range seen[key] {
				c.Category = category
			}
		}
		out = append(out, c)
	}
	return out
}

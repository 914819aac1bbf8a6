"""Run the REAL argilla-server (REST API + SQLite) with an in-memory search engine and fake redis.

usage: argilla_server_local.py HOST PORT          (server)
       argilla_server_local.py cli ARGS...      (argilla_server CLI: database migrate, users create ...)
Loopback only; one process; test use only.
"""
import os, sys
os.environ.setdefault("ARGILLA_SEARCH_ENGINE", "memory")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("ARGILLA_ENABLE_TELEMETRY", "0")

import fakeredis, redis
_fake = fakeredis.FakeServer()
redis.from_url = lambda url, **kw: fakeredis.FakeRedis(server=_fake)   # argilla_server.jobs.queues uses redis.from_url

from argilla_server.search_engine import base as B

@B.SearchEngine.register("memory")
class MemoryEngine(B.SearchEngine):
    IDX = {}                                   # dataset_id -> {record_id: doc}
    @classmethod
    async def new_instance(cls): return cls()
    async def close(self): pass
    async def ping(self): return True
    async def info(self): return {"name": "memory-stub"}
    async def create_index(self, dataset): self.IDX[dataset.id] = {}
    async def delete_index(self, dataset): self.IDX.pop(dataset.id, None)
    async def configure_metadata_property(self, dataset, metadata_property): pass
    async def configure_index_vectors(self, vector_settings): pass
    @staticmethod
    def _resp(r): return {"status": str(getattr(r.status, "value", r.status)), "user_id": r.user_id,
                          "values": {k: v.get("value") for k, v in (r.values or {}).items()}}
    async def index_records(self, dataset, records):
        idx = self.IDX.setdefault(dataset.id, {})
        for r in records:
            ld = r.is_relationship_loaded
            idx[r.id] = {"id": r.id, "external_id": r.external_id, "status": str(getattr(r.status, "value", r.status)),
                "inserted_at": r.inserted_at, "updated_at": r.updated_at, "fields": dict(r.fields or {}),
                "metadata": dict(r.metadata_ or {}),
                "responses": {x.id: self._resp(x) for x in (r.responses if ld("responses") else [])},
                "suggestions": {s.question.name: {"value": s.value, "score": s.score, "agent": s.agent}
                                for s in (r.suggestions if ld("suggestions") else [])},
                "vectors": {v.vector_settings.id: v.value for v in (r.vectors if ld("vectors") else [])}}
    def _doc(self, record): return self.IDX.get(record.dataset_id, {}).get(record.id)
    async def partial_record_update(self, record, **update):
        d = self._doc(record)
        if d: d.update({k: str(getattr(v, "value", v)) if k == "status" else v for k, v in update.items()})
    async def delete_records(self, dataset, records):
        for r in records: self.IDX.get(dataset.id, {}).pop(r.id, None)
    async def update_record_response(self, response):
        d = self._doc(response.record)
        if d: d["responses"][response.id] = self._resp(response)
    async def delete_record_response(self, response):
        d = self._doc(response.record)
        if d: d["responses"].pop(response.id, None)
    async def update_record_suggestion(self, s):
        d = self._doc(s.record)
        if d: d["suggestions"][s.question.name] = {"value": s.value, "score": s.score, "agent": s.agent}
    async def delete_record_suggestion(self, s):
        d = self._doc(s.record)
        if d: d["suggestions"].pop(s.question.name, None)
    async def get_dataset_progress(self, dataset):
        out = {"total": 0}
        for d in self.IDX.get(dataset.id, {}).values():
            out["total"] += 1; out[d["status"]] = out.get(d["status"], 0) + 1
        return out
    async def get_dataset_user_progress(self, dataset, user):
        out = {"total": 0}
        for d in self.IDX.get(dataset.id, {}).values():
            for r in d["responses"].values():
                if r["user_id"] == user.id: out["total"] += 1; out[r["status"]] = out.get(r["status"], 0) + 1
        return out
    # -- filters ---------------------------------------------------------
    def _vals(self, d, sc):
        if isinstance(sc, B.RecordFilterScope): return [d.get(str(getattr(sc.property, "value", sc.property)))]
        if isinstance(sc, B.MetadataFilterScope):
            v = d["metadata"].get(sc.metadata_property); return v if isinstance(v, list) else [v]
        if isinstance(sc, B.SuggestionFilterScope):
            return [d["suggestions"].get(sc.question, {}).get(sc.property)]
        rs = [r for r in d["responses"].values() if sc.user is None or r["user_id"] == sc.user.id]
        return [r["values"].get(sc.question) if sc.question else r["status"] for r in rs]
    def _ok(self, d, f):
        if f is None: return True
        if isinstance(f, B.AndFilter): return all(self._ok(d, g) for g in f.filters)
        vals = self._vals(d, f.scope)
        if isinstance(f, B.TermsFilter):
            want = [str(getattr(v, "value", v)) for v in f.values]
            if isinstance(f.scope, B.ResponseFilterScope) and not f.scope.question and "pending" in want and not vals: return True
            return any(str(v) in want for v in vals if v is not None)
        return any(v is not None and (f.ge is None or v >= float(f.ge)) and (f.le is None or v <= float(f.le)) for v in vals)
    async def search(self, dataset, query=None, filter=None, sort=None, offset=0, limit=100, user_id=None):
        ds = [d for d in self.IDX.get(dataset.id, {}).values() if self._ok(d, filter)]
        if query is not None:
            q = (query if isinstance(query, str) else query.q).lower()
            ds = [d for d in ds if q in str(d["fields"]).lower()]
        for o in reversed(sort or [B.Order(scope=B.RecordFilterScope(property="inserted_at"), order="asc")]):
            key = lambda d: (lambda v: (v is None, v))(next(iter(self._vals(d, o.scope)), None))
            ds.sort(key=key, reverse=str(getattr(o.order, "value", o.order)) == "desc")
        return B.SearchResponses(items=[B.SearchResponseItem(record_id=d["id"], score=1.0) for d in ds[offset:offset+limit]], total=len(ds))
    async def compute_metrics_for(self, mp):
        vs = [d["metadata"][mp.name] for d in self.IDX.get(mp.dataset_id, {}).values() if d["metadata"].get(mp.name) is not None]
        t = str(getattr(mp.type, "value", mp.type))
        if t == "terms":
            from collections import Counter
            c = Counter(str(x) for v in vs for x in (v if isinstance(v, list) else [v]))
            return B.TermsMetrics(total=sum(c.values()), values=[B.TermsMetrics.TermCount(term=k, count=n) for k, n in c.most_common()])
        cls = B.IntegerMetadataMetrics if t == "integer" else B.FloatMetadataMetrics
        return cls(min=min(vs, default=None), max=max(vs, default=None))
    async def similarity_search(self, dataset, vector_settings, value=None, record=None, query=None, filter=None,
                                max_results=100, order=None, threshold=None):
        if value is None: value = record.vector_value_by_vector_settings(vector_settings)
        cos = lambda a, b: sum(x*y for x, y in zip(a, b)) / ((sum(x*x for x in a) * sum(y*y for y in b)) ** .5 or 1)
        hits = [(cos(value, d["vectors"][vector_settings.id]), d) for d in self.IDX.get(dataset.id, {}).values()
                if vector_settings.id in d["vectors"] and self._ok(d, filter) and (record is None or d["id"] != record.id)]
        hits.sort(key=lambda h: h[0], reverse=str(getattr(order, "value", order)) != "least_similar")
        hits = hits[:max_results]
        return B.SearchResponses(items=[B.SearchResponseItem(record_id=d["id"], score=(1+s)/2) for s, d in hits], total=len(hits))

if __name__ == "__main__":
    if sys.argv[1] == "cli":
        sys.argv = ["argilla_server"] + sys.argv[2:]
        from argilla_server.cli.__main__ import app as cli; cli()
    else:
        import uvicorn
        uvicorn.run("argilla_server:app", host=sys.argv[1], port=int(sys.argv[2]), access_log=True)

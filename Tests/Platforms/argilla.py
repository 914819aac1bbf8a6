"""Argilla: users with their keys, answers by REST with each user's own key."""

import os

from servers import HERE, Refused, Server, query


class Argilla(Server):
    name, short, variable = "argilla", "ag", "ARGILLA_API_KEY"
    script, pid_file = "start-argilla.sh", "ag.pid"
    packages = ["argilla-server==2.8.0", "argilla==2.8.0", "click<8.2", "fakeredis"]
    # One answer a user and record, of a declared class; nobody but an owner edits another's.
    edits_by_others = answers_twice = takes_nonsense = False

    token = "owner.apikey"  # the script's owner

    def arguments(self):
        return [os.path.join(HERE, "argilla_server_local.py")]

    def headers(self, token):
        return {"X-Argilla-Api-Key": token}

    # People

    def add_user(self, name, role="annotator"):
        body = {"username": name, "first_name": name, "role": role, "password": f"{name}-password-1"}
        user = self.call("POST", "/api/v1/users", body)
        self.people = getattr(self, "people", {})
        self.people[name] = (user["id"], name, user["api_key"])

    def token_of(self, name):
        return self.people[name][2] if name else self.token

    def number_of(self, name):
        return self.people[name][0]

    def name_of(self, name):
        return self.people[name][1]

    # Datasets and records

    def spaces(self):
        """The datasets by name, of all workspaces."""
        found = {}
        for workspace in self.call("GET", "/api/v1/me/workspaces")["items"]:
            for row in self.call("GET", "/api/v1/me/datasets?" + query(workspace_id=workspace["id"]))["items"]:
                found.setdefault(row["name"], []).append(row["id"])
        return found

    def records(self, space, include=""):
        found = []
        while True:
            more = {"include": include} if include else {}
            reply = self.call("GET", f"/api/v1/datasets/{space}/records?" + query(limit=1000, offset=len(found), **more))
            found += reply["items"]
            if not reply["items"]:
                return found

    def tasks(self, space, size=1000):
        return [(record["id"], record["external_id"]) for record in self.records(space)]

    def task(self, space, number):
        return self.call("GET", f"/api/v1/records/{number}")

    def settings(self, space):
        found = self.call("GET", f"/api/v1/datasets/{space}")
        for part in ("fields", "questions"):
            found[part] = self.call("GET", f"/api/v1/datasets/{space}/{part}")["items"]
        found["members"] = [
            user["username"] for user in self.call("GET", f"/api/v1/workspaces/{found['workspace_id']}/users")["items"]]
        return found

    def title(self, spec_name, iteration, round, person):
        return f"{spec_name}-{iteration:03d}-{round}-{person}".lower()

    def make_space(self, title, classes, items, person=None):
        """A dataset with records, as `push` would make it; for trying the calls of this file."""
        workspace = self.call("POST", "/api/v1/workspaces", {"name": title})["id"]
        if person:
            self.call("POST", f"/api/v1/workspaces/{workspace}/users", {"user_id": self.people[person][0]})
        dataset = self.call(
            "POST", "/api/v1/datasets",
            {"name": title, "workspace_id": workspace, "distribution": {"strategy": "overlap", "min_submitted": 1}})["id"]
        self.call(
            "POST", f"/api/v1/datasets/{dataset}/fields",
            {"name": "image", "title": "image", "required": True, "settings": {"type": "image"}})
        for name, options in (("label", classes), ("confidence", ["low", "medium", "high"])):
            self.call(
                "POST", f"/api/v1/datasets/{dataset}/questions",
                {"name": name, "title": name, "required": name == "label",
                 "settings": {"type": "label_selection", "options": [{"value": text, "text": text} for text in options]}})
        self.call("PUT", f"/api/v1/datasets/{dataset}/publish")
        self.add_tasks(dataset, items)
        return dataset

    def add_tasks(self, space, items):
        for first in range(0, len(items), 500):
            body = {"items": [
                {"external_id": item, "fields": {"image": image}} for item, image in items[first:first + 500]]}
            self.call("PUT", f"/api/v1/datasets/{space}/records/bulk", body)

    # Answers. One is named by its id.

    @staticmethod
    def values(label, confidence="high"):
        pairs = [("label", label), ("confidence", confidence)]
        return {name: {"value": value} for name, value in pairs if value is not None}

    def respond(self, task, person, values, status, expect=None):
        return self.call(
            "POST", f"/api/v1/records/{task}/responses", {"values": values, "status": status}, self.token_of(person), expect)

    def answer(self, space, task, person, label, confidence="high"):
        return self.respond(task, person, self.values(label, confidence), "submitted")["id"]

    def answer_all(self, space, person, answers):
        """Many (task, label), a hundred a call."""
        for first in range(0, len(answers), 100):
            items = [
                {"record_id": task, "values": self.values(label), "status": "submitted"}
                for task, label in answers[first:first + 100]]
            reply = self.call("POST", "/api/v1/me/responses/bulk", {"items": items}, self.token_of(person))
            bad = [item for item in reply["items"] if item.get("error")]
            if bad:
                raise Refused("POST", "/api/v1/me/responses/bulk", 200, bad[0])

    def skip(self, space, task, person):
        return self.respond(task, person, None, "discarded")["id"]

    def draft(self, space, task, person, label):
        return self.respond(task, person, self.values(label, None), "draft")["id"]

    def finish(self, draft, space, task, person, label):
        """Submits what was a draft."""
        self.edit(draft, person, label)
        return draft

    def admit(self, space, person):
        """Lets a user into the workspace of a dataset."""
        workspace = self.call("GET", f"/api/v1/datasets/{space}")["workspace_id"]
        self.call("POST", f"/api/v1/workspaces/{workspace}/users", {"user_id": self.people[person][0]})

    def edit(self, answer, person, label, confidence="high"):
        body = {"values": self.values(label, confidence), "status": "submitted"}
        self.call("PUT", f"/api/v1/responses/{answer}", body, self.token_of(person))

    def delete(self, answer, person):
        self.call("DELETE", f"/api/v1/responses/{answer}", token=self.token_of(person))

    def answers(self, space):
        names = {number: name for name, (number, _, _) in getattr(self, "people", {}).items()}
        rows = []
        for record in self.records(space, "responses"):
            for row in record["responses"]:
                label = (row["values"] or {}).get("label", {}).get("value")
                rows.append((record["external_id"], names.get(row["user_id"], row["user_id"]), label, row["status"]))
        return rows

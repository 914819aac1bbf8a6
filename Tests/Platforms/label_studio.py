"""Label Studio: users by invitation and the form of their sign-up, answers by REST with each user's own token."""

import http.cookies
import json
import re
import urllib.parse

from servers import Refused, Server, query


class LabelStudio(Server):
    name, short, variable = "label-studio", "ls", "LABEL_STUDIO_TOKEN"
    script, pid_file = "start-label-studio.sh", "ls.pid"
    packages = ["label-studio==1.23.2"]
    # Users edit each other's answers, answer twice and write what they like; the server minds none of it.
    edits_by_others = answers_twice = takes_nonsense = True

    token = "a" * 40  # the script's first user

    def headers(self, token):
        return {"Authorization": f"Bearer {token}" if token.count(".") == 2 else f"Token {token}"}

    # People

    def add_user(self, name):
        """Signs `name` up as a person does."""
        address, password = f"{name}@example.com", f"{name}-password-1"
        place = self.call("GET", "/api/invite")["invite_url"]
        cookies = {}

        def visit(method, path, form=None):
            head = {"Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}
            if form is not None:
                head["Content-Type"] = "application/x-www-form-urlencoded"
                head["Referer"] = self.url + path
            body = None if form is None else urllib.parse.urlencode(form).encode()
            status, headers, text = self.request(method, path, body, head)
            for line in headers.get_all("Set-Cookie") or []:
                for key, morsel in http.cookies.SimpleCookie(line).items():
                    cookies[key] = morsel.value
            return status, text.decode(errors="replace")

        _, page = visit("GET", place)
        mark = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page)
        status, page = visit(
            "POST", place,
            {"csrfmiddlewaretoken": mark.group(1) if mark else "", "email": address, "password": password,
             "allow_newsletters": "false"})
        if status != 302:
            raise Refused("POST", place, status, page)
        status, text = visit("GET", "/api/current-user/token")
        if status != 200:
            raise Refused("GET", "/api/current-user/token", status, text)
        token = json.loads(text)["token"]
        self.people = getattr(self, "people", {})
        self.people[name] = (self.call("GET", "/api/current-user/whoami", token=token)["id"], address, token)

    def token_of(self, name):
        return self.people[name][2]

    def number_of(self, name):
        return self.people[name][0]

    def name_of(self, name):
        return self.people[name][1]

    def personal_token(self, name=None):
        """A personal token, which is exchanged for one that lasts minutes."""
        return self.call("POST", "/api/token/", token=self.token_of(name) if name else None)["token"]

    # Projects and tasks

    def spaces(self):
        """The projects by title; a title that is there twice is an error of whoever made them."""
        found, page = {}, 1
        while True:
            reply = self.call("GET", "/api/projects/?" + query(page=page, page_size=100))
            for row in reply["results"]:
                found.setdefault(row["title"], []).append(row["id"])
            if not reply.get("next"):
                return found
            page += 1

    def tasks(self, space, size=1000):
        """(the server's id, the task id of Winnow) of every task, in the order of the server's list."""
        found, page = [], 1
        while True:
            path = "/api/tasks/?" + query(project=space, page=page, page_size=size, fields="all", include="id,data")
            try:
                reply = self.call("GET", path)
            except Refused as refusal:
                if refusal.status == 404 and page > 1:
                    return found
                raise
            found += [(task["id"], task["data"].get("item_id")) for task in reply["tasks"]]
            if len(found) >= reply["total"] or not reply["tasks"]:
                return found
            page += 1

    def task(self, space, number):
        return self.call("GET", f"/api/tasks/{number}/")

    def settings(self, space):
        return self.call("GET", f"/api/projects/{space}/")

    def title(self, spec_name, iteration, round, person):
        return f"{spec_name}-{iteration:03d}-{round}-{person}"

    def make_space(self, title, classes, items, person=None):
        """A project with tasks, as `push` would make it; for trying the calls of this file."""
        config = (
            '<View><Image name="image" value="$image"/>'
            + f'<Choices name="label" toName="image" choice="single-radio">{"".join(choice(c) for c in classes)}</Choices>'
            + f'<Choices name="confidence" toName="image">{"".join(choice(c) for c in ("low", "medium", "high"))}</Choices></View>')
        number = self.call("POST", "/api/projects/", {"title": title, "label_config": config})["id"]
        self.add_tasks(number, items)
        return number

    def add_tasks(self, space, items):
        if not items:
            return []  # an empty import is an error
        body = [{"data": {"item_id": item, "image": image}} for item, image in items]
        return self.call("POST", f"/api/projects/{space}/import?return_task_ids=true", body)["task_ids"]

    # Answers

    @staticmethod
    def result(label, confidence="high"):
        pairs = [("label", label), ("confidence", confidence)]
        return [
            {"from_name": name, "to_name": "image", "type": "choices",
             "value": {"choices": value if isinstance(value, list) else [value]}} for name, value in pairs if value is not None]

    def answer(self, space, task, person, label, confidence="high"):
        body = {"result": self.result(label, confidence), "lead_time": 3.5}
        return self.call("POST", f"/api/tasks/{task}/annotations/", body, self.token_of(person))["id"]

    def answer_all(self, space, person, answers):
        """Many (task, label) one after the other: there is no call for many."""
        for task, label in answers:
            self.answer(space, task, person, label)

    def skip(self, space, task, person):
        body = {"result": [], "was_cancelled": True, "lead_time": 1.0}
        return self.call("POST", f"/api/tasks/{task}/annotations/", body, self.token_of(person))["id"]

    def draft(self, space, task, person, label):
        body = {"result": self.result(label, None), "lead_time": 1.0}
        return self.call("POST", f"/api/tasks/{task}/drafts", body, self.token_of(person))["id"]

    def finish(self, draft, space, task, person, label):
        """Submits what was a draft."""
        body = {"result": self.result(label), "lead_time": 9.0, "draft_id": draft}
        return self.call("POST", f"/api/tasks/{task}/annotations/", body, self.token_of(person))["id"]

    def admit(self, space, person):
        """Lets a user into a project; in the open edition everybody is in all of them."""

    def edit(self, answer, person, label, confidence="high"):
        self.call("PATCH", f"/api/annotations/{answer}/", {"result": self.result(label, confidence)}, self.token_of(person))

    def delete(self, answer, person):
        self.call("DELETE", f"/api/annotations/{answer}/", token=self.token_of(person))

    def answers(self, space):
        """What the server holds: (task id of Winnow, account, label, skipped)."""
        rows = []
        for task in self.call("GET", f"/api/projects/{space}/export?exportType=JSON&download_all_tasks=true"):
            for row in task["annotations"]:
                labels = [part["value"]["choices"] for part in row["result"] if part["from_name"] == "label"]
                rows.append((task["data"]["item_id"], row["completed_by"], labels[0][0] if labels else None, row["was_cancelled"]))
        return rows


def choice(text):
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f'<Choice value="{text}"/>'

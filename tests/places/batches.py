# SPDX-License-Identifier: MIT-0
"""Reads batch output with pools of processes and threads, and with Dask, and compares the objects with one process."""

import concurrent.futures
import glob
import json
import multiprocessing
from collections.abc import Iterable

import dask
import dask.bag

from chatcompletion import CreateChatCompletionResponse


def read(line: str) -> CreateChatCompletionResponse:
    return CreateChatCompletionResponse.from_dict(json.loads(line)["response"]["body"])


def again(response: CreateChatCompletionResponse) -> CreateChatCompletionResponse:
    """Read the object anew, in another process than the one that made it."""
    return CreateChatCompletionResponse.from_json(response.to_json())


def tokens(response: CreateChatCompletionResponse) -> int:
    return response.usage.completion_tokens if response.usage else 0


def write(files: int = 4, lines: int = 500) -> None:
    """Write this many files of batch output, with this many different responses in each."""
    with open("everything.json", encoding="utf-8") as file:
        body = json.load(file)
    for number in range(files):
        with open(f"batch-{number}.jsonl", "w", encoding="utf-8") as file:
            for line in range(number * lines, (number + 1) * lines):
                usage = {**body["usage"], "completion_tokens": line % 97}
                own = {**body, "id": f"chatcmpl-{line}", "created": 1_790_000_000 + line, "usage": usage}
                file.write(json.dumps({"custom_id": f"request-{line}", "response": {"status_code": 200, "body": own}}))
                file.write("\n")


def main() -> None:
    write()
    files = sorted(glob.glob("batch-*.jsonl"))
    lines: list[str] = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            lines += file
    one = [read(line) for line in lines]
    assert len({*one}) == len(lines), "not all different"
    told: list[str] = []

    def expect(how: str, found: Iterable[CreateChatCompletionResponse]) -> None:
        found = [*found]
        assert found == one, how
        assert [r.to_dict() for r in found] == [json.loads(line)["response"]["body"] for line in lines], how
        told.append(how)

    for method in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(method).Pool(2) as pool:
            expect(f"multiprocessing ({method})", pool.map(again, pool.map(read, lines, 100), 100))
    with concurrent.futures.ProcessPoolExecutor(2) as processes:
        expect("ProcessPoolExecutor", processes.map(again, processes.map(read, lines, chunksize=100), chunksize=100))
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        expect("ThreadPoolExecutor", threads.map(read, lines))
    for scheduler in ("processes", "threads", "synchronous"):
        with dask.config.set(scheduler=scheduler, num_workers=2):
            bag = dask.bag.read_text(files, blocksize="64KiB").map(read)
            assert bag.npartitions > len(files)
            expect(f"dask.bag {dask.__version__} ({scheduler})", bag.map(again).compute())
            assert bag.map(tokens).sum().compute() == sum(map(tokens, one))
    print(", ".join(told))


if __name__ == "__main__":
    main()

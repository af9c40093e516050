"""Reads a text of each format by the strict parser of its own, and compares what both say.

The parser of Prometheus's format takes much that Prometheus does not, so what that must not have is checked here: a second head of a
family, samples of a family in two places, a line or a label twice.
"""

import math
import re
import sys

from prometheus_client.openmetrics.parser import text_fd_to_metric_families as read_open_metrics
from prometheus_client.parser import text_fd_to_metric_families as read_prometheus

LINE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)\Z')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|\Z)')
ESCAPES = {'\\\\': '\\', '\\"': '"', '\\n': '\n'}


def unescaped(text):
    return re.sub(r'\\["\\n]', lambda escape: ESCAPES[escape[0]], text)


def lines(path):
    # Only a line feed ends a line: no carriage return, and none of Unicode's line ends.
    with open(path, encoding='utf-8', newline='\n') as file:
        text = file.read()
    assert text.endswith('\n') and '\n\n' not in text, 'an empty line'
    return text.removesuffix('\n').split('\n')


def samples(path):
    """The value of each sample by its name and labels, read strictly."""
    heads, values, family, closed = set(), {}, None, set()
    for line in lines(path):
        if line == '# EOF':
            continue
        if line.startswith('# '):
            kind, name = line.split(' ', 3)[1:3]
            assert kind in ('HELP', 'TYPE') and (kind, name) not in heads, f'a second head: {line[:200]}'
            heads.add((kind, name))
            if name != family:
                closed.add(family)
                family = name
                assert family not in closed, f'in two places: {family}'
            continue
        name, labels, value = LINE.match(line).groups()
        assert name.startswith(family), f'{name} is in the family {family}'
        pairs = LABEL.findall(labels or '')
        assert ','.join(f'{name}="{value}"' for name, value in pairs) == (labels or ''), f'unreadable: {line[:200]}'
        assert len(dict(pairs)) == len(pairs), f'a label twice: {line[:200]}'
        # A label with an empty value is none.
        key = name, frozenset((name, unescaped(value)) for name, value in pairs if value)
        assert key not in values, f'a line twice: {line[:200]}'
        values[key] = float(value)
    return values


def parsed(read, path, names):
    def name(sample):
        # The parser appends `_total` to the name of a counter that is older than the rule.
        return sample.name if sample.name in names else sample.name.removesuffix('_total')

    with open(path, encoding='utf-8', newline='\n') as file:
        families = list(read(file))
    return {
        (name(sample), frozenset((label, value) for label, value in sample.labels.items() if value)): float(sample.value)
        for family in families
        for sample in family.samples
    }


def same(one, other):
    return one == other or math.isnan(one) and math.isnan(other)


def with_bounds_as_numbers(values):
    """`le="1"` is `le="1.0"` in OpenMetrics."""
    def number(pair):
        return ('le', str(float(pair[1]))) if pair[0] == 'le' else pair

    return {(name, frozenset(map(number, labels))): value for (name, labels), value in values.items()}


def main(prometheus, open_metrics):
    assert lines(open_metrics)[-1] == '# EOF'
    texts = []
    for path, read in ((prometheus, read_prometheus), (open_metrics, read_open_metrics)):
        values = samples(path)
        by_parser = parsed(read, path, {name for name, _ in values})
        assert values.keys() == by_parser.keys(), f'{path}: {list(values.keys() ^ by_parser.keys())[:4]}'
        assert all(same(value, by_parser[key]) for key, value in values.items()), path
        texts.append(with_bounds_as_numbers(values))
    # What differs from text to text: what the second scrape counts, and how old something is.
    moves = ('agent_process_oldest_seconds', 'agent_price_book_age_seconds', 'agent_collector_errors_total')
    one, other = ({key: value for key, value in text.items() if key[0] not in moves} for text in texts)
    # Foreign families may be in one text alone, where OpenMetrics has other names than Prometheus.
    alone = {name for name, _ in one.keys() ^ other.keys()}
    assert alone == {'agent_llm_tokens'}, alone
    differ = [key for key in one.keys() & other.keys() if not same(one[key], other[key])]
    assert not differ, differ[:4]
    print(f'exposition: {len(one)} samples are read alike from both formats')


main(*sys.argv[1:])

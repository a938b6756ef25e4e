package org.tongmai.access.receipt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.merkle.Memory;
import org.tongmai.kernel.merkle.Proofs;
import org.tongmai.kernel.merkle.TreeHash;

/**
 * Verifies receipts, and the heads they lead to, against a list of keys: each head is signed, each receipt stands in the tree
 * of its head, and all heads are of one log that only grew. {@link Reader}s of several threads may share one.
 */
public final class Verification {

    private final KeyList keys;
    private final TreeHash hash;
    private final @Nullable LogFile log;
    private final Map<String, Head> heads = new ConcurrentHashMap<>();
    private final List<Consistency> proofs = new ArrayList<>();

    /** A head that was met; nothing is wrong with it where a key of the list signed it. */
    private record Head(@Nullable TreeHead head, @Nullable Finding wrong) {}

    /** What came of one receipt; nothing is wrong with it where it is proven. */
    public record Outcome(@Nullable Proven proven, @Nullable Finding wrong) {}

    /** @param log an exported log, where there is one: receipts are then looked for in it */
    public Verification(KeyList keys, @Nullable LogFile log) {
        this.keys = keys;
        this.hash = keys.hash();
        this.log = log;
    }

    /** Takes a proof that will be needed in the end. */
    public void take(Consistency proof) {
        proofs.add(proof);
        head(proof.first());
        head(proof.second());
    }

    /** Verifies receipts one after the other; neighbours cost little. For one thread. */
    public Reader reader() {
        return new Reader();
    }

    /** Verifies receipts one after the other. */
    public final class Reader {
        private final Memory memory = new Memory(hash);
        private @Nullable Head last;

        private Reader() {}

        /** One receipt, as its line stands in a file. */
        public Outcome verify(String line) {
            Proven proven;
            try {
                proven = Proven.read(line);
            } catch (Unreadable wrong) {
                return new Outcome(null, new Finding(OptionalLong.empty(), wrong.words()));
            }
            return new Outcome(proven, wrong(proven));
        }

        private @Nullable Finding wrong(Proven proven) {
            long place = proven.place();
            Head known = known(proven.head());
            TreeHead head = known.head();
            if (head == null || known.wrong() != null) {
                return known.wrong();
            }
            if (!proven.entry().log().equals(keys.log())) {
                return Finding.at(place, "回执属于另一日志", "the receipt is of another log than the list of keys");
            }
            Receipt.Opening opening = proven.opening();
            if (opening != null
                    && !(proven.entry() instanceof Receipt receipt
                            && opening.commitment(keys.suite()).equals(receipt.about()))) {
                return Finding.at(
                        place,
                        "所称的患者与回执不符",
                        "the patient that is named beside the receipt is not the one it was made for");
            }
            byte[] leaf = proven.entry().leaf(hash);
            Finding missing = log == null ? null : missing(log, place, leaf, head);
            return missing != null ? missing : unproven(proven, leaf, head);
        }

        /** Most receipts of a file are under one head. */
        private Head known(String text) {
            Head before = last;
            if (before != null && before.head() != null && before.head().text().equals(text)) {
                return before;
            }
            Head known = head(text);
            last = known;
            return known;
        }

        private @Nullable Finding unproven(Proven proven, byte[] leaf, TreeHead head) {
            long place = proven.place();
            if (proven.path() == null) {
                return log == null
                        ? Finding.at(
                                place,
                                "回执没有证明路径",
                                "the receipt has no path; without one only a log can prove it, given with --log")
                        : null;
            }
            return Proofs.root(memory, leaf, place, head.size(), proven.path())
                            .filter(root -> Arrays.equals(root, head.root()))
                            .isPresent()
                    ? null
                    : Finding.at(
                            place,
                            "回执推不出签名的根：回执、其位置或证明被改动，或日志中该条目被删除、移动或改动",
                            "the receipt does not lead to the signed root: the receipt, its place or its proof was changed, or "
                                    + "its entry in the log was deleted, moved or changed");
        }
    }

    private static @Nullable Finding missing(LogFile log, long place, byte[] leaf, TreeHead head) {
        if (place < head.size() && log.has(place, leaf)) {
            return null;
        }
        if (place >= log.size()) {
            return Finding.at(
                    place,
                    "日志在该条目之前就结束，只有 " + log.size() + " 条",
                    "the log ends before this entry, it has " + log.size()
                            + " only: entries were deleted, or it is older");
        }
        OptionalLong elsewhere = log.find(leaf);
        return elsewhere.isPresent()
                ? Finding.at(
                        place,
                        "该条目在日志中位于第 " + elsewhere.getAsLong() + " 位：条目被重排，或前面的条目被删除",
                        "the entry stands at place " + elsewhere.getAsLong()
                                + " of the log: entries were moved, or earlier ones deleted")
                : Finding.at(
                        place,
                        "日志中没有该条目：被删除或改动，或回执被改动",
                        "the log has no such entry: it was deleted or changed, or the receipt was changed");
    }

    /** What is wrong with the heads that were met, with how they follow each other, and with the log. Asked last, once. */
    public List<Finding> heads() {
        if (log != null) {
            log.heads().forEach(this::head);
        }
        List<Finding> wrong = new ArrayList<>();
        List<TreeHead> good = new ArrayList<>();
        for (Head each : heads.values()) {
            if (each.wrong() != null) {
                wrong.add(each.wrong());
            } else if (each.head() != null) {
                good.add(each.head());
            }
        }
        good.sort(Comparator.comparingLong(TreeHead::size).thenComparing(TreeHead::at));
        wrong.addAll(log == null ? unconnected(good) : contradicted(good, log));
        return wrong;
    }

    /** Heads whose signatures were verified. */
    public int signed() {
        return (int)
                heads.values().stream().filter(each -> each.wrong() == null).count();
    }

    private List<Finding> contradicted(List<TreeHead> good, LogFile with) {
        List<Finding> wrong = new ArrayList<>();
        NavigableMap<Long, byte[]> roots =
                with.roots(hash, good.stream().map(TreeHead::size).toList());
        long agreed = 0;
        for (TreeHead head : good) {
            byte[] root = roots.get(head.size());
            if (root == null) {
                wrong.add(Finding.of(
                        "签名树头称有 " + head.size() + " 条，日志只有 " + with.size() + " 条",
                        "a signed head speaks of " + head.size() + " entries and the log has " + with.size()
                                + ": entries were deleted, or the log is older than the head"));
            } else if (!Arrays.equals(root, head.root())) {
                wrong.add(Finding.of(
                        "日志与 " + head.size() + " 条时的签名树头不符：第 " + agreed + " 至 " + head.size() + " 条之间有条目被删除、插入、重排或改动",
                        "the log does not come to the head that was signed at " + head.size()
                                + " entries: of the entries from " + agreed
                                + " on one was deleted, put in, moved or changed"));
                break;
            } else {
                agreed = head.size();
            }
        }
        return wrong;
    }

    /** Heads of one size must have one root; those of different sizes must be joined by proofs. */
    private List<Finding> unconnected(List<TreeHead> good) {
        List<Finding> wrong = new ArrayList<>();
        Map<Long, TreeHead> bySize = new HashMap<>();
        for (TreeHead head : good) {
            TreeHead other = bySize.putIfAbsent(head.size(), head);
            if (other != null && !Arrays.equals(other.root(), head.root())) {
                wrong.add(Finding.of(
                        "两个 " + head.size() + " 条的签名树头互相矛盾：日志被改写或分叉",
                        "two signed heads of " + head.size()
                                + " entries contradict each other: the log was rewritten or " + "kept in two forms"));
            }
        }
        Set<Long> joined = new HashSet<>();
        Optional<Long> first = bySize.keySet().stream().min(Long::compare);
        first.ifPresent(joined::add);
        boolean more = true;
        List<Joint> joints = joints(wrong);
        while (more) {
            more = false;
            for (Joint joint : joints) {
                if (joined.contains(joint.first()) != joined.contains(joint.second())) {
                    joined.add(joint.first());
                    joined.add(joint.second());
                    more = true;
                }
            }
        }
        bySize.keySet().stream()
                .filter(size -> !joined.contains(size))
                .sorted()
                .map(size -> Finding.of(
                        "没有证明 " + first.orElseThrow() + " 条与 " + size + " 条的树头属于同一日志",
                        "nothing proves that the heads of " + first.orElseThrow() + " and of " + size
                                + " entries are of one log that only grew; give --log, or --consistency with the proof from "
                                + "GET /api/access/log/consistency?first=" + first.orElseThrow() + "&second=" + size))
                .forEach(wrong::add);
        return wrong;
    }

    private record Joint(long first, long second) {}

    private List<Joint> joints(List<Finding> wrong) {
        List<Joint> joints = new ArrayList<>();
        for (Consistency proof : proofs) {
            Head one = head(proof.first());
            Head two = head(proof.second());
            if (one.head() == null || two.head() == null || one.wrong() != null || two.wrong() != null) {
                continue;
            }
            TreeHead first = one.head();
            TreeHead second = two.head();
            if (Proofs.consistent(hash, first.size(), first.root(), second.size(), second.root(), proof.path())) {
                joints.add(new Joint(first.size(), second.size()));
            } else {
                wrong.add(Finding.of(
                        "日志从 " + first.size() + " 条到 " + second.size() + " 条并非只增：有条目被删除、重排或改动",
                        "from " + first.size() + " to " + second.size()
                                + " entries the log did not only grow: an entry was "
                                + "deleted, moved or changed, or the proof was"));
            }
        }
        return joints;
    }

    private Head head(String text) {
        Head known = heads.get(text);
        return known != null ? known : heads.computeIfAbsent(text, this::examine);
    }

    private Head examine(String text) {
        try {
            TreeHead head = TreeHead.read(text);
            Optional<LogKey> key = keys.find(head.key());
            if (!head.log().equals(keys.log())) {
                return new Head(head, Finding.of("树头属于另一日志", "a head is of another log than the list of keys"));
            }
            if (key.isEmpty()) {
                return new Head(head, Finding.of("树头的签名公钥不在清单中", "a head is signed by a key that is not in the list"));
            }
            if (!head.signedBy(key.get())) {
                return new Head(
                        head, Finding.of("树头签名无效：树头或签名被改动", "the signature of a head is wrong: it was changed"));
            }
            if (!key.get().validAt(head.at())) {
                return new Head(head, Finding.of("树头签名时公钥不在有效期", "a head is signed by a key that was not valid then"));
            }
            return new Head(head, null);
        } catch (Unreadable wrong) {
            return new Head(null, new Finding(OptionalLong.empty(), wrong.words()));
        }
    }
}

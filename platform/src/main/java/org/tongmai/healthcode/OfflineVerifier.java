package org.tongmai.healthcode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies codes without network, from lists that the node signed: a registration window that was cut off goes on. It says
 * whether a code is good, never who holds it, and allows nobody to read. What it accepts is reported when the network is back.
 *
 * <p>Its directory belongs to one process at a time and holds {@code root.json}, {@code keys.list}, {@code revocations.list},
 * {@code seen} (codes used here), {@code uses} (reports that were not sent yet) and {@code refused} (reports that the node refused).
 */
public final class OfflineVerifier implements AutoCloseable {

    private static final String ROOT = "root.json";
    private static final String KEYS = "keys.list";
    private static final String REVOCATIONS = "revocations.list";
    private static final String SEEN = "seen";
    private static final String USES = "uses";
    private static final String REFUSED = "refused";

    /** Codes remembered before those that are past their life are forgotten: a window meets far fewer in that time. */
    private static final int SEEN_MOST = 10_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;
    private final Clock clock;
    private final Map<String, CodeKey> keys = new HashMap<>();
    private final Set<UUID> lost = new HashSet<>();
    private final Set<UUID> cancelled = new HashSet<>();
    private final Set<UUID> deceased = new HashSet<>();

    /** Serial of the print that counts, of codes printed more than once. */
    private final Map<UUID, Integer> prints = new HashMap<>();

    private final Map<String, Instant> seen = new HashMap<>();
    private Instant keysUntil = Instant.EPOCH;
    private Instant revocationsUntil = Instant.EPOCH;
    private Instant listedAt = Instant.EPOCH;
    private @Nullable Trust trust;
    private List<Suite.Verification> roots = List.of();

    private OfflineVerifier(Path directory, FileChannel channel, FileLock lock, Clock clock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
        this.clock = clock;
    }

    /**
     * What came of a code.
     *
     * @param refusal null where it is accepted
     * @param code for the report of use; null where it is refused
     * @param form on what it was shown; null where it is refused
     */
    public record Verdict(
            @Nullable Refusal refusal, @Nullable UUID code, Verified.@Nullable Form form) {

        public boolean accepted() {
            return refusal == null;
        }
    }

    /** Whether a verifier was set up in this directory, or left reports there. */
    public static boolean in(Path directory) {
        return Stream.of(ROOT, USES, REFUSED).anyMatch(name -> Files.exists(directory.resolve(name)));
    }

    /**
     * Opens the directory, made where it is missing.
     *
     * @throws Problem {@code healthcode.offline-in-use}
     */
    public static OfflineVerifier open(Path directory, Clock clock) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                var verifier = new OfflineVerifier(directory, channel, lock, clock);
                verifier.load();
                return verifier;
            }
        } catch (OverlappingFileLockException here) {
            // refused below
        }
        channel.close();
        throw new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.offline-in-use",
                "Another process verifies in this directory.",
                "What was used before is remembered by one process at a time.",
                "End the other one, or give each window a directory of its own.");
    }

    /**
     * Sets up whom to trust, once; compare it with what the operator of the node says. Later it may also be the key that a list
     * of the trusted one has named as the next.
     *
     * @param suite of the key that signs lists
     * @param key the key, base64url
     * @throws Problem {@code healthcode.root-differs}
     */
    public synchronized void trust(String suite, String key) {
        SignedLists.Root told = new SignedLists.Root(suite, key);
        Trust there = trust;
        if (there == null) {
            keep(Trust.in(told));
            load();
        } else if (!there.includes(told)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "healthcode.root-differs",
                    "The node signs its lists with another key than the one this verifier trusts.",
                    "A list of a stranger could make foreign codes good.",
                    "Ask the operator of the node; where the key was changed on purpose, remove root.json, keys.list and revocations.list only.");
        }
    }

    /**
     * Takes newer lists in; what the trusted key did not sign, is older than what is here or from the future changes nothing.
     *
     * @return whether both were taken
     */
    public synchronized boolean take(String keyList, String revocations) {
        boolean keysTaken = newer(keyList, SignedLists.KEYS, KEYS);
        boolean revocationsTaken = newer(revocations, SignedLists.REVOCATIONS, REVOCATIONS);
        follow();
        load();
        return keysTaken && revocationsTaken;
    }

    /** Learns the next list key from a list of the trusted one, and goes over to it once all that is kept is signed by it. */
    private void follow() {
        Trust there = trust;
        SignedLists.Opened keyList = opened(read(KEYS), SignedLists.KEYS);
        if (there == null || keyList == null) {
            return;
        }
        Trust turned = there.turned(Stream.of(read(KEYS), read(REVOCATIONS))).orElse(there);
        Trust named = turned.named(keyList);
        if (!named.equals(there)) {
            keep(named);
        }
    }

    private void keep(Trust trusted) {
        PrivateFiles.write(directory.resolve(ROOT), JSON.writeValueAsBytes(trusted));
    }

    /** What a code that is accepted is used for; it is reported when the network is back. */
    public record Use(Scene scene, Scene.Channel channel) {}

    /** Verifies a code to identify; it is used up here when this returns. */
    public Verdict verify(String text, @Nullable String institution) {
        return verify(text, institution, null);
    }

    /** The same, with a report of use that is durable when this returns. */
    public synchronized Verdict verify(String text, @Nullable String institution, @Nullable Use use) {
        Instant now = clock.instant();
        if (!now.isBefore(keysUntil) || !now.isBefore(revocationsUntil)) {
            return refused(CodeText.parse(text.strip()).isEmpty() ? Refusal.MALFORMED : Refusal.LIST_TOO_OLD);
        }
        return switch (CodeCheck.check(
                text, CodePurpose.IDENTIFY, institution, now, id -> Optional.ofNullable(keys.get(id)))) {
            case CodeCheck.Outcome.Unsound unsound -> refused(unsound.refusal());
            case CodeCheck.Outcome.Sound sound -> {
                Refusal refusal = refusal(sound.code());
                if (refusal != null) {
                    yield refused(refusal);
                }
                if (use != null) {
                    append(USES, JSON.writeValueAsString(report(sound.code(), text, use, now)));
                }
                remember(sound.code());
                yield new Verdict(null, sound.code().code(), sound.code().form());
            }
        };
    }

    /**
     * The report stands before the code is used up: a crash between the two lets the code be shown again, and as its report has its
     * name from the code, it counts once all the same.
     */
    private static UseReport report(CodeText code, String text, Use use, Instant now) {
        String id = code.form().fresh()
                ? HexFormat.of().formatHex(code.nonce())
                : UUID.randomUUID().toString();
        return new UseReport(id, code.code(), use.scene(), use.channel(), now, text.strip());
    }

    /** The reports that were not sent yet, oldest first. */
    public synchronized List<UseReport> pending() {
        return lines(USES).stream()
                .map(line -> JSON.readValue(line, UseReport.class))
                .toList();
    }

    /** A report that the node refused, and why. */
    public record RefusedReport(UseReport report, UseReport.Outcome outcome) {}

    /** The reports that the node refused, oldest first; they are kept until they are sent again and taken. */
    public synchronized List<RefusedReport> refused() {
        return lines(REFUSED).stream()
                .map(line -> JSON.readValue(line, RefusedReport.class))
                .toList();
    }

    /**
     * Forgets reports that the node has, and lays aside those that it refused. Sent again before, they would have counted once all
     * the same.
     *
     * @param outcomes by the ids of the reports
     */
    public synchronized void settled(Map<String, UseReport.Outcome> outcomes) {
        List<UseReport> left = new ArrayList<>();
        for (UseReport report : pending()) {
            UseReport.Outcome outcome = outcomes.get(report.id());
            if (outcome == null) {
                left.add(report);
            } else if (outcome.refused()) {
                append(REFUSED, JSON.writeValueAsString(new RefusedReport(report, outcome)));
            }
        }
        write(USES, left);
    }

    /** The reports that the node refused are to be sent again. */
    public synchronized void again() {
        List<UseReport> all = new ArrayList<>(pending());
        refused().forEach(each -> all.add(each.report()));
        write(USES, all);
        write(REFUSED, List.of());
    }

    private void write(String name, List<UseReport> reports) {
        var text = new StringBuilder();
        reports.forEach(report -> text.append(JSON.writeValueAsString(report)).append('\n'));
        PrivateFiles.write(directory.resolve(name), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** When the list was made that says what is lost or cancelled: what was reported later is not known here. */
    public synchronized Instant listedAt() {
        return listedAt;
    }

    /** Until when it can verify without new lists. */
    public synchronized Instant until() {
        return keysUntil.isBefore(revocationsUntil) ? keysUntil : revocationsUntil;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    private @Nullable Refusal refusal(CodeText code) {
        if (lost.contains(code.code())) {
            return Refusal.LOST;
        }
        if (cancelled.contains(code.code())) {
            return Refusal.REVOKED;
        }
        if (deceased.contains(code.code())) {
            return Refusal.DECEASED;
        }
        if (code.form().fresh()) {
            return seen.containsKey(HexFormat.of().formatHex(code.nonce())) ? Refusal.REPLAYED : null;
        }
        return code.serial() < prints.getOrDefault(code.code(), 0) ? Refusal.REVOKED : null;
    }

    private void remember(CodeText code) {
        if (!code.form().fresh()) {
            return;
        }
        if (seen.size() >= SEEN_MOST) {
            recall();
        }
        String nonce = HexFormat.of().formatHex(code.nonce());
        append(SEEN, nonce + " " + code.issuedAt());
        seen.put(nonce, code.issuedAt());
    }

    private static Verdict refused(Refusal refusal) {
        return new Verdict(refusal, null, null);
    }

    private boolean newer(String list, String type, String file) {
        SignedLists.Opened opened = opened(list, type);
        if (opened == null || opened.issuedAt().isAfter(clock.instant().plus(HealthCodeSettings.CLOCK_SKEW))) {
            return false;
        }
        SignedLists.Opened here = opened(read(file), type);
        if (here == null || !opened.issuedAt().isBefore(here.issuedAt())) {
            PrivateFiles.write(directory.resolve(file), list.getBytes(StandardCharsets.US_ASCII));
            return true;
        }
        return false;
    }

    private SignedLists.@Nullable Opened opened(String list, String type) {
        Trust there = trust;
        return there == null
                ? null
                : there.open(list, roots)
                        .filter(opened -> opened.type().equals(type))
                        .orElse(null);
    }

    private void load() {
        for (String name : List.of(USES, REFUSED)) {
            String reports = read(name);
            if (!reports.isEmpty() && !reports.endsWith("\n")) {
                whole(name);
            }
        }
        String trusted = read(ROOT);
        if (trusted.isEmpty()) {
            return;
        }
        Trust written = JSON.readValue(trusted, Trust.class);
        if (!written.equals(trust)) {
            trust = written;
            roots = written.prepared();
        }
        SignedLists.Opened keyList = opened(read(KEYS), SignedLists.KEYS);
        SignedLists.Opened revocations = opened(read(REVOCATIONS), SignedLists.REVOCATIONS);
        keysUntil = keyList == null ? Instant.EPOCH : keyList.validUntil();
        revocationsUntil = revocations == null ? Instant.EPOCH : revocations.validUntil();
        listedAt = revocations == null ? Instant.EPOCH : revocations.issuedAt();
        keys.clear();
        lost.clear();
        cancelled.clear();
        deceased.clear();
        prints.clear();
        if (keyList != null) {
            keyList.content().path("keys").forEach(each -> {
                CodeKey key = SignedLists.key(each);
                keys.put(key.id(), key);
            });
        }
        if (revocations != null) {
            ids(revocations.content().path("lost"), lost);
            ids(revocations.content().path("cancelled"), cancelled);
            ids(revocations.content().path(SignedLists.DECEASED), deceased);
            revocations
                    .content()
                    .path("prints")
                    .forEachEntry((code, serial) -> prints.put(UUID.fromString(code), serial.asInt(0)));
        }
        recall();
    }

    /** What was used here and could be shown again. */
    private void recall() {
        Instant alive = clock.instant()
                .minus(HealthCodeSettings.LIFE_LONGEST)
                .minus(HealthCodeSettings.CLOCK_SKEW.multipliedBy(2));
        Map<String, Instant> young = new LinkedHashMap<>();
        for (String line : lines(SEEN)) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 2 && Instant.parse(parts[1]).isAfter(alive)) {
                young.put(parts[0], Instant.parse(parts[1]));
            }
        }
        seen.clear();
        seen.putAll(young);
        var text = new StringBuilder();
        young.forEach((nonce, at) -> text.append(nonce).append(' ').append(at).append('\n'));
        PrivateFiles.write(directory.resolve(SEEN), text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static void ids(JsonNode list, Set<UUID> ids) {
        list.forEach(each -> ids.add(UUID.fromString(each.asString(""))));
    }

    private String read(String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file, failure);
        }
    }

    /** Whole lines only: a crash may have left half of the last one. */
    private List<String> lines(String name) {
        String text = read(name);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Takes half of a last line away, after which the next one would be unreadable. */
    private void whole(String name) {
        var text = new StringBuilder();
        lines(name).forEach(line -> text.append(line).append('\n'));
        PrivateFiles.write(directory.resolve(name), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void append(String name, String line) {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            PrivateFiles.write(file, new byte[0]);
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            out.write(StandardCharsets.UTF_8.encode(line + "\n"));
            out.force(false);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
    }
}

package org.tongmai.intake.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.crypto.KeyFile;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;

/** The key by which reports are signed, in {@code secrets/} of a data directory; made when it is first needed. */
public final class ExaminerKey {

    private static final String NAME = "conformance";

    private final Suite suite;
    private final KeyFile vault;
    private final PublicKey open;

    private ExaminerKey(Suite suite, KeyFile vault, PublicKey open) {
        this.suite = suite;
        this.vault = vault;
        this.open = open;
    }

    /** The key in this data directory; no node needs to have been there. */
    public static ExaminerKey in(Path data, Suite suite, Clock clock) {
        Path secrets = data.resolve("secrets");
        KeyFile vault = KeyFile.in(secrets.resolve("conformance-" + suite.word() + ".p12"), suite, clock);
        byte[] point = PrivateFiles.made(
                secrets.resolve("conformance-" + suite.word() + ".public"),
                () -> Base64.getEncoder().encode(suite.encode(vault.make(NAME))));
        return new ExaminerKey(suite, vault, suite.decode(Base64.getDecoder().decode(point)));
    }

    /** Fingerprints of the keys that were made in this data directory, one for each suite at most. */
    public static Set<String> fingerprints(Path data, Clock clock) {
        return List.of("national", "international").stream()
                .filter(word -> Files.exists(data.resolve("secrets").resolve("conformance-" + word + ".public")))
                .map(Suite::of)
                .flatMap(Optional::stream)
                .map(suite -> in(data, suite, clock).fingerprint())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The report with its signature. */
    public String signed(ConformanceReport report) {
        return ReportFile.signed(report, suite, open, message -> vault.sign(NAME, message));
    }

    /** What people compare. */
    public String fingerprint() {
        return ReportFile.fingerprint(suite, suite.encode(open));
    }
}

package org.tongmai.cli.conformance;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import org.tongmai.intake.conformance.ConformanceReport;
import org.tongmai.intake.conformance.ReportFile;
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

    /** The report with its signature. */
    public String signed(ConformanceReport report) {
        return ReportFile.signed(report, suite, open, message -> vault.sign(NAME, message));
    }

    /** What people compare. */
    public String fingerprint() {
        return ReportFile.fingerprint(suite, suite.encode(open));
    }
}

package org.tongmai.healthcode;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be said of a code without asking anybody: form, issuer, signature, time, purpose. Online and offline alike. */
final class CodeCheck {

    private CodeCheck() {}

    /** What came of it: a code to go on with, or the reason against it. */
    sealed interface Outcome {
        record Sound(CodeText code) implements Outcome {}

        /** @param code where the node did sign it; null for anything else */
        record Unsound(Refusal refusal, @Nullable CodeText code) implements Outcome {}
    }

    /**
     * @param purpose what the verifier wants
     * @param institution USCC of the verifier's institution; null where it has none
     */
    static Outcome check(
            String text,
            CodePurpose purpose,
            @Nullable String institution,
            Instant now,
            Function<String, Optional<CodeKey>> keys) {
        CodeText.Signed signed = CodeText.parse(text.strip()).orElse(null);
        if (signed == null) {
            return new Outcome.Unsound(Refusal.MALFORMED, null);
        }
        CodeText code = signed.code();
        CodeKey key = keys.apply(code.key()).orElse(null);
        if (key == null) {
            return new Outcome.Unsound(Refusal.FOREIGN, null);
        }
        if (!key.verification().verify(signed.signed(), signed.signature())) {
            return new Outcome.Unsound(Refusal.TAMPERED, null);
        }
        if (!key.signedAt(code.issuedAt())) {
            return new Outcome.Unsound(Refusal.KEY_RETIRED, code);
        }
        if (code.issuedAt().isAfter(now.plus(HealthCodeSettings.CLOCK_SKEW))) {
            return new Outcome.Unsound(Refusal.AHEAD, code);
        }
        if (!now.isBefore(code.until())) {
            return new Outcome.Unsound(Refusal.EXPIRED, code);
        }
        boolean toOthers = code.institution() != null && !code.institution().equals(institution);
        if (toOthers || code.form().fresh() && purpose == CodePurpose.READ && !read(code)) {
            return new Outcome.Unsound(Refusal.WRONG_PURPOSE, code);
        }
        return new Outcome.Sound(code);
    }

    private static boolean read(CodeText code) {
        return code.purpose() == CodePurpose.READ && code.form().allows();
    }
}

package org.tongmai.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;
import org.tongmai.access.Participation.Deed;
import org.tongmai.access.signin.Base32;
import org.tongmai.access.signin.RecoveryCodes;
import org.tongmai.access.signin.Totp;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;

/** The second factor of people: a code by time from an authenticator (TOTP, RFC 6238), or one of the recovery codes. */
final class SecondFactor {

    private static final String KEY = "factor-key";

    /** What an authenticator shows beside the code. */
    private static final String ISSUER = "Tongmai";

    private final FactorStore store;
    private final Accounts accounts;
    private final ChangeLog log;
    private final DatedNumbers numbers;
    private final boolean required;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Suite suite = Suite.of("national").orElseThrow();
    private final Supplier<byte[]> key;

    /**
     * @param required whether the dated settings decide who sets one up; else nobody has to
     * @param secrets directory of the key that seals the secrets
     */
    SecondFactor(
            FactorStore store,
            Accounts accounts,
            ChangeLog log,
            DatedNumbers numbers,
            boolean required,
            Path secrets,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.accounts = accounts;
        this.log = log;
        this.numbers = numbers;
        this.required = required;
        this.transaction = transaction;
        this.clock = clock;
        this.key = SingletonSupplier.of(() -> PrivateFiles.random(secrets.resolve(KEY), Suite.SEAL_KEY_BYTES));
    }

    /**
     * A secret to be put into an authenticator.
     *
     * @param secret in letters, as people type it
     * @param uri the same as authenticators read it from a picture
     */
    record Offer(String secret, String uri) {

        @Override
        public String toString() {
            return "a second factor";
        }
    }

    /** How somebody's second factor stands. */
    record State(boolean on, boolean asked, @Nullable Instant since, int codesLeft) {}

    /** Whether people of this role have to have one today. */
    boolean asked(Role role) {
        return required
                && numbers.today("second-factor-"
                                + role.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        > 0;
    }

    State state(Account account) {
        Instant since = store.of(account.id()).map(FactorStore.Kept::since).orElse(null);
        return new State(account.factor(), asked(account.role()), since, store.codesLeft(account.id()));
    }

    /** Makes a secret; it counts for nothing until {@link #confirm}. */
    Offer offer(Account account) {
        byte[] secret = Totp.secret();
        store.offer(account.id(), suite.seal(key.get(), secret, about(account)));
        String letters = Base32.of(secret);
        String label = ISSUER + ":" + URLEncoder.encode(account.login(), StandardCharsets.UTF_8);
        return new Offer(
                letters,
                "otpauth://totp/" + label + "?secret=" + letters + "&issuer=" + ISSUER + "&algorithm=SHA1&digits="
                        + Totp.DIGITS + "&period=" + Totp.STEP_SECONDS);
    }

    /**
     * Puts the offered secret in force, in place of one before it.
     *
     * @param address as in {@link Accounts#prove}
     * @return new recovery codes, which are kept nowhere
     * @throws Problem {@code access.code-wrong}, {@code access.factor-not-begun}, and as {@link Accounts#prove}
     */
    List<String> confirm(Account account, String code, @Nullable String address) {
        if (code.isBlank()) {
            throw Accounts.codeWrong();
        }
        byte[] offered = store.of(account.id()).map(FactorStore.Kept::offered).orElseThrow(SecondFactor::notBegun);
        OptionalLong step = Totp.match(open(offered, account), plain(code), clock.instant(), 0);
        accounts.prove(account, address, step::isPresent);
        List<String> codes = RecoveryCodes.next();
        transaction.executeWithoutResult(status -> {
            if (!store.confirm(account.id(), offered, now(), step.orElseThrow())) {
                throw notBegun();
            }
            store.replaceCodes(
                    account.id(), codes.stream().map(RecoveryCodes::hash).toList());
            log.write(account.login(), Deed.FACTOR_MADE, account.login(), "");
        });
        return codes;
    }

    /**
     * Takes a code of the authenticator or a recovery code, once.
     *
     * @param address as in {@link Accounts#prove}
     * @throws Problem as {@link Accounts#prove}
     */
    void prove(Account account, String code, @Nullable String address) {
        if (code.isBlank()) {
            throw Accounts.codeWrong(); // nothing was tried
        }
        accounts.prove(account, address, () -> account.factor() && takes(account, code));
    }

    /** New recovery codes in place of those before; they are kept nowhere. */
    List<String> newCodes(Account account) {
        List<String> codes = RecoveryCodes.next();
        transaction.executeWithoutResult(status -> store.replaceCodes(
                account.id(), codes.stream().map(RecoveryCodes::hash).toList()));
        return codes;
    }

    /**
     * Takes the second factor away from oneself.
     *
     * @throws Problem {@code access.factor-asked} where the role has to have one
     */
    void remove(Account account) {
        if (asked(account.role())) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.factor-asked",
                    "People of this role have a second factor.",
                    "The operator decided so for the whole platform.",
                    "Set up another authenticator in place of this one.");
        }
        transaction.executeWithoutResult(status -> {
            store.remove(account.id());
            log.write(account.login(), Deed.FACTOR_REMOVED, account.login(), "");
        });
    }

    private static Problem notBegun() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "access.factor-not-begun",
                "There is no second factor to confirm.",
                "It is set up in two steps: the platform shows a picture, then a code proves that the authenticator has it.",
                "Begin again and scan the new picture.");
    }

    private boolean takes(Account account, String code) {
        if (RecoveryCodes.looksLike(code)) {
            return store.useCode(account.id(), RecoveryCodes.hash(code));
        }
        return store.of(account.id())
                .filter(kept -> kept.secret() != null)
                .map(kept -> Totp.match(open(kept.secret(), account), plain(code), clock.instant(), kept.lastStep()))
                .filter(OptionalLong::isPresent)
                .map(step -> store.use(account.id(), step.getAsLong()))
                .orElse(false);
    }

    private byte[] open(byte @Nullable [] sealed, Account account) {
        return suite.open(key.get(), sealed == null ? new byte[0] : sealed, about(account))
                .orElseThrow(() -> new IllegalStateException(
                        "secrets/" + KEY + " is not the one that sealed the second factors; restore it"));
    }

    private static byte[] about(Account account) {
        return ("factor|" + account.id()).getBytes(StandardCharsets.UTF_8);
    }

    private static String plain(String code) {
        return code.replaceAll("\\s", "");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

package org.tongmai.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;
import org.tongmai.access.Participation.Deed;
import org.tongmai.kernel.Problem;

/** The people who may sign in. */
public final class Accounts {

    /** Shortest password (GB/T 22239-2019 8.1.4.1 a asks for complexity; length is what resists guessing). */
    static final int PASSWORD_SHORTEST = 8;

    /** Longest password in bytes of UTF-8: bcrypt reads no more. */
    static final int PASSWORD_LONGEST_BYTES = 72;

    private static final int LOGIN_LONGEST = 64;

    private final AccountStore store;
    private final FactorStore factors;
    private final PasswordEncoder encoder;
    private final Attempts attempts;
    private final ChangeLog log;
    private final TransactionOperations transaction;
    private final Clock clock;

    /** Compared against where no such account exists, so that the time taken does not tell. */
    private final Supplier<String> nobody;

    Accounts(
            AccountStore store,
            FactorStore factors,
            PasswordEncoder encoder,
            Attempts attempts,
            ChangeLog log,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.factors = factors;
        this.encoder = encoder;
        this.attempts = attempts;
        this.log = log;
        this.transaction = transaction;
        this.clock = clock;
        this.nobody = SingletonSupplier.of(
                () -> String.valueOf(encoder.encode(UUID.randomUUID().toString())));
    }

    /**
     * Makes an account.
     *
     * @param by login of whoever makes it
     * @throws Problem {@code access.login-taken}, {@code access.account-incomplete}, {@code access.password-too-weak}
     */
    public void create(NewAccount account, String by) {
        create(account, false, by);
    }

    /** The same with a password that the platform made; it is replaced at the first sign-in. */
    void createWithMade(NewAccount account, String by) {
        create(account, true, by);
    }

    private void create(NewAccount account, boolean made, String by) {
        String login = normal(account.login());
        check(account, login);
        String encoded = encode(account.password());
        transaction.executeWithoutResult(status -> {
            if (!store.insert(account, login, encoded, made, now(), by)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "access.login-taken",
                        "There is an account with this login already.",
                        "A login belongs to one person for ever, so that the log of looks stays true.",
                        "Choose another login.");
            }
            String belongs = account.institution() == null ? account.patient() : account.institution();
            log.write(by, Deed.ACCOUNT_MADE, login, account.role() + (belongs == null ? "" : " " + belongs));
        });
    }

    /** Whether an account with this login exists. */
    public boolean exists(String login) {
        return store.byLogin(normal(login)).isPresent();
    }

    /** The login of the open account that is meant by what somebody typed; empty where there is none. */
    public Optional<String> login(String typed) {
        return store.byLogin(normal(typed)).filter(Account::active).map(Account::login);
    }

    /**
     * Replaces the password, ends every session and token of the account, and lifts a lock.
     *
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-account}, {@code access.password-too-weak}
     */
    public void changePassword(String login, String password, String by) {
        changePassword(login, password, false, by);
    }

    /** The same with a password that the platform made; it is replaced at the next sign-in. */
    void changeToMade(String login, String password, String by) {
        changePassword(login, password, true, by);
    }

    /**
     * The password that the person chose, checked already by the rules.
     *
     * @param remembered so many of before are kept
     */
    void changeOwnPassword(Account account, String password, int remembered) {
        String login = account.login();
        String encoded = encode(password);
        transaction.executeWithoutResult(status -> {
            if (!store.changePassword(login, encoded, false, now())) {
                throw noSuchAccount();
            }
            store.forget(account.id(), remembered);
            attempts.succeeded(login);
            log.write(login, Deed.PASSWORD_CHANGED, login, "");
        });
    }

    private void changePassword(String login, String password, boolean made, String by) {
        String encoded = encode(password);
        transaction.executeWithoutResult(status -> {
            if (!store.changePassword(normal(login), encoded, made, now())) {
                throw noSuchAccount();
            }
            attempts.succeeded(normal(login));
            log.write(by, Deed.PASSWORD_REPLACED, normal(login), "");
        });
    }

    /**
     * Closes the account from its next request on, or opens it again.
     *
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-account}, {@code access.last-operator}
     */
    public void activate(String login, boolean active, String by) {
        transaction.executeWithoutResult(status -> {
            store.lockOperators();
            if (!store.activate(normal(login), active, now())) {
                throw noSuchAccount();
            }
            if (!store.anyActiveOperator()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "access.last-operator",
                        "This is the last operator's account that is open.",
                        "Without an operator nobody could open an account again.",
                        "Make or open another operator's account first.");
            }
            log.write(by, active ? Deed.ACCOUNT_OPENED : Deed.ACCOUNT_CLOSED, normal(login), "");
        });
    }

    /**
     * The account with this login and password.
     *
     * @param address network address the attempt comes from
     * @throws Problem {@code access.sign-in-refused}, {@code access.sign-in-locked}; both alike for logins that do not exist
     */
    Account signIn(String typed, String password, String address) {
        String login = normal(typed);
        attempts.begin(login, address);
        String other = String.valueOf(nobody.get());
        var account = store.byLogin(login);
        boolean right = matches(password, account.map(Account::password).orElse(other));
        if (!right || account.isEmpty() || !account.get().active()) {
            attempts.failed(address);
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "access.sign-in-refused",
                    "Account or password is wrong.",
                    "Only an open account with its password may sign in.",
                    "Check both; after " + AccessSettings.FAILURES_TO_LOCK + " failures sign-in is locked for "
                            + AccessSettings.LOCK.toMinutes() + " minutes.");
        }
        succeeded(account.get(), login);
        return account.get();
    }

    /**
     * That whoever is signed in knows the password.
     *
     * @throws Problem {@code access.password-wrong}, {@code access.proof-locked}
     */
    void know(Account account, String password) {
        String key = Attempts.within(account.login());
        attempts.begin(key);
        if (!matches(password, account.password())) {
            attempts.failed(null);
            throw ResidentSessions.passwordWrong();
        }
        succeeded(account, key);
    }

    private boolean matches(String password, String encoded) {
        boolean readable = password.getBytes(StandardCharsets.UTF_8).length <= PASSWORD_LONGEST_BYTES;
        return encoder.matches(readable ? password : "", encoded);
    }

    /** Of an account with a second factor, a right password is the half. */
    private void succeeded(Account account, String key) {
        if (account.factor()) {
            attempts.half(key);
        } else {
            attempts.succeeded(key);
        }
    }

    static Problem codeWrong() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.code-wrong",
                "The code is wrong, or was used already.",
                "Each code is good once and for about a minute; wrong ones count like wrong passwords.",
                "Wait for the next code of the authenticator; if codes are refused again and again, set its clock, or type a recovery code.");
    }

    /**
     * Counts an attempt to show the second factor together with those at the password.
     *
     * @param address network address that a sign-in comes from; null within a session, whose attempts are counted apart: wrong
     *     passwords of strangers keep nobody who is signed in from what is urgent
     * @param right whether it is the right one
     * @throws Problem {@code access.sign-in-locked}, {@code access.proof-locked}, {@code access.code-wrong}
     */
    void prove(Account account, @Nullable String address, BooleanSupplier right) {
        String key = address == null ? Attempts.within(account.login()) : account.login();
        if (address == null) {
            attempts.begin(key);
        } else {
            attempts.begin(key, address);
        }
        if (!right.getAsBoolean()) {
            attempts.failed(address);
            throw codeWrong();
        }
        attempts.succeeded(key);
    }

    /**
     * Takes the second factor away from somebody who lost the telephone and the recovery codes; every session and token ends, and
     * where the role has to have one, the next sign-in sets up another.
     *
     * @param words how it was made sure who asks
     * @param by login of whoever does it
     * @throws Problem {@code access.no-such-account}, {@code access.reset-without-words}, {@code access.reset-own}
     */
    void resetFactor(String login, String words, String by) {
        Account account = store.byLogin(normal(login)).orElseThrow(Accounts::noSuchAccount);
        if (account.login().equals(by)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.reset-own",
                    "This is your own second factor.",
                    "Somebody else makes sure who asks; whoever sits at an open screen is not that.",
                    "Set up another authenticator on the page of the own account; if it is lost, ask another operator.");
        }
        if (words.isBlank()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.reset-without-words",
                    "It is not said why.",
                    "A second factor that can be talked away is none: how it was made sure who asks stays written down.",
                    "Say how you made sure who it is, such as in person with the work card.");
        }
        transaction.executeWithoutResult(status -> {
            factors.remove(account.id());
            store.endAll(account.id(), now());
            log.write(by, Deed.FACTOR_RESET, account.login(), words.strip());
        });
    }

    /** Whether this is the account's present password or one of the last before it. */
    boolean usedBefore(Account account, String password, int remembered) {
        return Stream.concat(Stream.of(account.password()), store.past(account.id(), remembered).stream())
                .limit(Math.max(1, remembered))
                .anyMatch(each -> encoder.matches(password, each));
    }

    /** Closes the accounts of staff that nobody used for so long; they can be opened again. */
    void closeUnused(Duration unused) {
        Instant now = now();
        transaction.executeWithoutResult(status -> {
            store.lockOperators();
            store.closeUnused(now.minus(unused), now)
                    .forEach(login -> log.write("platform", Deed.ACCOUNT_UNUSED, login, unused.toDays() + " d"));
        });
    }

    /** Whether somebody runs this node already. */
    boolean anyOperator() {
        return store.anyOperator();
    }

    private void check(NewAccount account, String login) {
        boolean staff = account.role().ofInstitution();
        boolean resident = account.role() == Role.RESIDENT;
        if (login.length() < 2
                || login.length() > LOGIN_LONGEST
                || account.name().isBlank()
                || account.role() == Role.SYSTEM
                || staff != (account.institution() != null)
                || resident != (account.patient() != null)
                || resident != (account.compartment() != null)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.account-incomplete",
                    "The account lacks something that its role needs, or has something that it must not have.",
                    "Login (2 to 64 characters) and name always; an institution for doctors, IT people and CDC staff only;"
                            + " a patient for residents only; systems are clients, not accounts.",
                    "Complete the account.");
        }
    }

    private String encode(String password) {
        if (password.length() < PASSWORD_SHORTEST
                || password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_LONGEST_BYTES) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.password-too-weak",
                    "The password is too short or too long.",
                    "At least " + PASSWORD_SHORTEST + " characters and at most " + PASSWORD_LONGEST_BYTES + " bytes.",
                    "Choose another password.");
        }
        return String.valueOf(encoder.encode(password));
    }

    /** Kept to the microsecond, as the database does, so that what was made later is not earlier. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String normal(String login) {
        return login.strip().toLowerCase(Locale.ROOT);
    }

    static Problem noSuchAccount() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-account",
                "There is no account with this login.",
                "Only an account that exists can be changed.",
                "Check the login.");
    }
}

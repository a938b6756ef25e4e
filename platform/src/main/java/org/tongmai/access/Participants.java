package org.tongmai.access;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;
import org.tongmai.access.Participation.Credential;
import org.tongmai.access.Participation.Deed;
import org.tongmai.access.Participation.Done;
import org.tongmai.access.Participation.Filed;
import org.tongmai.access.Participation.Person;
import org.tongmai.access.Participation.Wanted;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Slice;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who takes part (接入方): the operator's door to institutions, their systems, and the accounts of people. Each change is
 * written down with who made it, in {@code access.change}.
 */
public final class Participants implements AutoCloseable {

    /** Rows of one page. */
    static final int PAGE_MAX = 200;

    private static final int NAME_LONGEST = 200;

    private static final Pattern LOGIN = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{1,63}");

    private static final String TABLE = "select to_regclass('access.change') is not null";

    private final AccountStore accountStore;
    private final ClientStore clientStore;
    private final ChangeLog log;
    private final Accounts accounts;
    private final Clients clients;
    private final Store store;
    private final Supplier<Store> writing;
    private final Directory directory;
    private final Clock clock;
    private boolean wrote;

    Participants(
            AccountStore accountStore,
            ClientStore clientStore,
            ChangeLog log,
            Accounts accounts,
            Clients clients,
            Store store,
            Supplier<Store> writing,
            Directory directory,
            Clock clock) {
        this.accountStore = accountStore;
        this.clientStore = clientStore;
        this.log = log;
        this.accounts = accounts;
        this.clients = clients;
        this.store = store;
        this.writing = writing;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * The participants in a database, for a command; close it afterwards. A node may run on the database meanwhile.
     *
     * @throws Problem {@code access.no-tables} where no node has been started on the database yet
     */
    public static Participants on(DataSource database, Clock clock) {
        JdbcClient jdbc = JdbcClient.create(database);
        if (!jdbc.sql(TABLE).query(Boolean.class).single()) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-tables",
                    "The database lacks the tables of this version.",
                    "A node makes or brings up to date its tables when it starts.",
                    "Start the node once with `tongmai serve`, then repeat the command.");
        }
        var transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        var log = new ChangeLog(jdbc, clock);
        var accounts = new AccountStore(jdbc);
        var clients = new ClientStore(jdbc);
        Store store = Store.on(database, clock);
        Supplier<Store> started = SingletonSupplier.of(() -> {
            store.start();
            return store;
        });
        return new Participants(
                accounts,
                clients,
                log,
                new Accounts(
                        accounts,
                        new FactorStore(jdbc),
                        AccessConfiguration.encoder(),
                        new Attempts(jdbc, clock),
                        log,
                        transaction,
                        clock),
                new Clients(clients, log, transaction, clock),
                store,
                started,
                Directory.on(jdbc, transaction, store.feed()),
                clock);
    }

    // -- institutions

    /**
     * Files an institution, or files anew what it is called and where it is. From then on its systems may send.
     *
     * @param code unified social credit code as people type it
     * @param region GB/T 2260; null for the division in the code, which is that of the registrar
     * @param by login of whoever does it
     * @throws Problem {@code kernel.uscc-*}, {@code access.region-unknown}, {@code access.institution-incomplete}
     */
    public Filed institution(String code, String name, @Nullable String region, String by) {
        UnifiedSocialCreditCode uscc = UnifiedSocialCreditCode.parse(code);
        RegionCode where = region == null || region.isBlank() ? uscc.region() : new RegionCode(region.strip());
        String called = name.strip();
        if (called.isEmpty() || called.length() > NAME_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.institution-incomplete",
                    "The institution has no name, or one that is too long.",
                    "Residents read the name; it has 1 to " + NAME_LONGEST + " characters.",
                    "Give the name as it stands in the certificate.");
        }
        if (region != null
                && !region.isBlank()
                && directory
                        .region(where, LocalDate.ofInstant(clock.instant(), Treatments.ZONE))
                        .isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.region-unknown",
                    "There is no such administrative division today.",
                    "Divisions are those of GB/T 2260, listed under /api/directory/regions.",
                    "Give the six digits of the county or city in which the institution is.");
        }
        Optional<Fact> filed = organization(uscc.value());
        ObjectNode organization = filed.map(Fact::tree).orElseGet(() -> organization(uscc));
        organization.put("active", true).put("name", called);
        Directory.place(organization, where);
        log.write(by, Deed.INSTITUTION_FILED, uscc.value(), where + " " + called);
        wrote = true;
        writing.get()
                .transact(
                        List.of(new Change(
                                Fact.Method.UPDATE,
                                "Organization",
                                filed.map(Fact::id).orElse(null),
                                filed.isPresent() ? null : registered(uscc.value()),
                                null,
                                null,
                                null,
                                Slice.of(Json.bytes(organization)))),
                        Origin.platform());
        return new Filed(uscc.value(), called, where);
    }

    /**
     * The registered institutions, by code.
     *
     * @param after the last code of the page before; empty for the first page
     */
    public List<Filed> institutions(String after, int count) {
        return directory.institutions("", after, Math.clamp(count, 1, PAGE_MAX)).stream()
                .map(each -> new Filed(each.code(), each.name(), each.region()))
                .toList();
    }

    /** The registered institution of that code. */
    public Optional<Filed> institution(String code) {
        return directory
                .institution(code, LocalDate.ofInstant(clock.instant(), Treatments.ZONE))
                .map(each -> new Filed(each.code(), each.name(), each.region()));
    }

    private static ObjectNode organization(UnifiedSocialCreditCode code) {
        ObjectNode organization = Json.object().put("resourceType", "Organization");
        organization
                .putArray("identifier")
                .addObject()
                .put("system", UnifiedSocialCreditCode.SYSTEM)
                .put("value", code.value());
        return organization;
    }

    private Optional<Fact> organization(String code) {
        return store.search(registered(code).count(1), Scope.everything()).facts().stream()
                .findFirst();
    }

    private static Query registered(String code) {
        return Query.of("Organization").where("identifier", UnifiedSocialCreditCode.SYSTEM + "|" + code);
    }

    /** The code of an institution that is registered. */
    private String registeredCode(@Nullable String institution) {
        String code = UnifiedSocialCreditCode.parse(institution == null ? "" : institution)
                .value();
        if (organization(code).isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.institution-unregistered",
                    "This institution is not registered.",
                    "Systems and staff belong to a registered institution.",
                    "Register the institution first.");
        }
        return code;
    }

    // -- systems

    /**
     * Registers a system of a registered institution: client credentials with {@code private_key_jwt}.
     *
     * @param keys its public keys, a JWK set or one JWK (RFC 7517)
     * @param by login of whoever does it
     * @throws Problem {@code access.institution-unregistered} and those of {@link Clients#registerSystem}
     */
    public void system(String id, String name, String institution, String keys, String by) {
        clients.registerSystem(id.strip(), name.strip(), registeredCode(institution), keys, by);
    }

    /** As {@link Clients#hold}. */
    public void hold(String id, boolean held, @Nullable String application, String by) {
        clients.hold(id, held, application, by);
    }

    /** The public keys of a system, a JWK set. */
    public Optional<String> keys(String id) {
        return clientStore.byId(id).map(Client::jwks);
    }

    /** As {@link Clients#replaceKeys}. */
    public void replaceKeys(String id, String keys, String by) {
        clients.replaceKeys(id, keys, by);
    }

    /** As {@link Clients#activate}. */
    public void activateSystem(String id, boolean active, String by) {
        clients.activate(id, active, by);
    }

    /** The systems, or those of an institution, of an id or with a part of a name; at most 500. */
    public List<Participation.SendingSystem> systems(String text) {
        return clientStore.systems(text.strip(), "", 500);
    }

    /**
     * The same, page by page.
     *
     * @param after the last id of the page before; empty for the first page
     */
    public List<Participation.SendingSystem> systems(String text, String after, int count) {
        return clientStore.systems(text.strip(), after.strip(), Math.clamp(count, 1, PAGE_MAX));
    }

    // -- applications of others

    /** As {@link Clients#registerApp}. */
    public void app(Participation.App app, String by) {
        clients.registerApp(
                app.id().strip(),
                app.name().strip(),
                app.publisher().strip(),
                Set.copyOf(app.redirects()),
                app.launchUri(),
                Set.copyOf(app.scopes()),
                by);
    }

    /** As {@link Clients#activate}, for an application of others. */
    public void activateApp(String id, boolean active, String by) {
        if (clientStore.byId(id).map(Client::app).isEmpty()) {
            throw Clients.noSuchClient();
        }
        clients.activate(id, active, by);
    }

    /**
     * The applications of others, page by page.
     *
     * @param after the last id of the page before; empty for the first page
     */
    public List<Participation.App> apps(String after, int count) {
        return clientStore.apps(after.strip(), Math.clamp(count, 1, PAGE_MAX)).stream()
                .map(Participants::app)
                .toList();
    }

    private static Participation.App app(Client client) {
        Client.App app = Objects.requireNonNull(client.app());
        return new Participation.App(
                client.id(),
                client.name(),
                app.publisher(),
                client.redirectUris().stream().sorted().toList(),
                app.launchUri(),
                app.scopes().stream().sorted().toList(),
                client.active());
    }

    // -- people

    /**
     * Makes an account with a password of its own.
     *
     * @param by login of whoever does it
     * @return the login and the password, which is kept nowhere
     * @throws Problem {@code access.login-malformed}, {@code access.login-taken}, {@code access.account-incomplete},
     *     {@code access.institution-unregistered}, {@code access.no-such-patient}
     */
    public Credential account(Wanted wanted, String by) {
        String login = wanted.login().strip().toLowerCase(Locale.ROOT);
        if (!LOGIN.matcher(login).matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.login-malformed",
                    "The login has characters that a login may not have.",
                    "2 to 64 letters and digits, with dots, hyphens, underscores and @ between them.",
                    "Choose another login.");
        }
        String password = Passwords.next();
        accounts.createWithMade(complete(wanted, login, password), by);
        return new Credential(login, password);
    }

    private NewAccount complete(Wanted wanted, String login, String password) {
        String name = wanted.name().strip();
        return switch (wanted.role()) {
            case DOCTOR, INSTITUTION_IT, CDC ->
                NewAccount.staff(login, name, wanted.role(), password, registeredCode(wanted.institution()));
            case RESIDENT -> {
                String patient =
                        patient(wanted.patient() == null ? "" : wanted.patient().strip());
                long compartment = store.key("Patient", patient)
                        .map(ResourceKey::compartment)
                        .orElseThrow(Participants::noSuchPatient);
                yield NewAccount.resident(login, name, password, patient, compartment);
            }
            case STEWARD, OPERATOR, REVIEWER, RESEARCHER, ETHICS, SYSTEM ->
                NewAccount.platform(login, name, wanted.role(), password);
        };
    }

    /** The logical id of the one Patient that is named by it or by an identifier. */
    private String patient(String named) {
        int bar = named.indexOf('|');
        if (bar < 0) {
            return store.read("Patient", named, Scope.everything())
                    .map(Fact::id)
                    .orElseThrow(Participants::noSuchPatient);
        }
        String identifier = Query.identified(named.substring(0, bar), named.substring(bar + 1));
        Query query = Query.of("Patient").where("identifier", identifier);
        List<Fact> found = store.search(query.count(2), Scope.everything()).facts();
        if (found.size() != 1) {
            throw noSuchPatient();
        }
        return found.getFirst().id();
    }

    private static Problem noSuchPatient() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "access.no-such-patient",
                "There is no such patient, or more than one.",
                "A resident is bound to a person through one registration at one institution.",
                "Give the logical id of a Patient, or system|value of the number that one institution gave.");
    }

    /**
     * Gives an account a new password; whoever is signed in with the old one is signed out.
     *
     * @param by login of whoever does it
     * @return the login and the password, which is kept nowhere
     * @throws Problem {@code access.no-such-account}
     */
    public Credential resetPassword(String login, String by) {
        String password = Passwords.next();
        accounts.changeToMade(login, password, by);
        return new Credential(login.strip().toLowerCase(Locale.ROOT), password);
    }

    /** As {@link Accounts#activate}. */
    public void activateAccount(String login, boolean active, String by) {
        accounts.activate(login, active, by);
    }

    /** As {@link Accounts#resetFactor}. */
    public void resetFactor(String login, String words, String by) {
        accounts.resetFactor(login, words, by);
    }

    /**
     * The accounts by login.
     *
     * @param text a part of login or name, or an institution; empty for all
     * @param after login after which to begin; empty for the first page
     */
    public List<Person> accounts(String text, String after, int count) {
        return accountStore.list(text.strip(), after, Math.clamp(count, 1, PAGE_MAX));
    }

    /** What was changed and by whom, the newest first, below a number. */
    public List<Done> changes(long before, int count) {
        return log.page(before, count);
    }

    /** Ends what {@link #on} began. */
    @Override
    public void close() {
        if (wrote) {
            store.stop();
        }
    }
}

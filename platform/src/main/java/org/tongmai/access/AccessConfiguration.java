package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Rounds;
import org.tongmai.person.Persons;
import org.tongmai.store.Feed;
import org.tongmai.store.Store;
import tools.jackson.databind.json.JsonMapper;

/** Puts access together. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    /** An entry of the log of receipts is under a signed head so soon. */
    private static final Duration HEAD_SIGNED = Duration.ofSeconds(5);

    /** Who read one person's record for another's is told so soon after the two were parted. */
    private static final Duration CORRECTED = Duration.ofSeconds(2);

    /** What a crash or a migration left unwritten of Consents is looked for so often. */
    private static final Duration FILED = Duration.ofMinutes(5);

    /** Accounts that nobody used are looked for so often. */
    private static final Duration UNUSED = Duration.ofHours(1);

    /** Cost of bcrypt: 2^11 rounds, about 0.1 s of one core; OWASP asks for 10 or more. */
    private static final int BCRYPT_COST = 11;

    @Bean
    AccessSettings accessSettings(Environment environment) {
        return AccessSettings.of(environment);
    }

    /** Stored passwords name their algorithm, so that a stronger one can follow without asking anybody. */
    @Bean
    PasswordEncoder passwordEncoder() {
        return encoder();
    }

    static PasswordEncoder encoder() {
        return new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(BCRYPT_COST)));
    }

    @Bean
    AccountStore accountStore(JdbcClient jdbc) {
        return new AccountStore(jdbc);
    }

    @Bean
    ChangeLog changeLog(JdbcClient jdbc, Clock clock) {
        return new ChangeLog(jdbc, clock);
    }

    @Bean
    Accounts accounts(
            AccountStore store,
            PasswordEncoder encoder,
            JdbcClient jdbc,
            ChangeLog log,
            PlatformTransactionManager transactions,
            Clock clock) {
        var transaction = new TransactionTemplate(transactions);
        return new Accounts(store, new FactorStore(jdbc), encoder, new Attempts(jdbc, clock), log, transaction, clock);
    }

    @Bean
    Sessions sessions(JdbcClient jdbc, Clock clock) {
        return new Sessions(jdbc, clock);
    }

    @Bean
    SessionCookies sessionCookies(Sessions sessions) {
        return new SessionCookies(sessions);
    }

    @Bean
    ResidentSessions residentSessions(AccountStore store, Accounts accounts, SessionCookies cookies, Clock clock) {
        return new ResidentSessions(store, accounts, cookies, clock);
    }

    @Bean
    DatedNumbers datedNumbers(JdbcClient jdbc, Clock clock) {
        return new DatedNumbers(jdbc, clock);
    }

    @Bean
    SecondFactor secondFactor(
            JdbcClient jdbc,
            Accounts accounts,
            ChangeLog log,
            DatedNumbers numbers,
            AccessSettings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new SecondFactor(
                new FactorStore(jdbc),
                accounts,
                log,
                numbers,
                settings.secondFactor(),
                settings.secrets(),
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    SignIns signIns(
            Accounts accounts,
            AccountStore people,
            SecondFactor factor,
            SessionCookies cookies,
            Sessions sessions,
            DatedNumbers numbers,
            Clock clock) {
        return new SignIns(accounts, people, factor, cookies, sessions, numbers, clock);
    }

    @Bean
    Rounds unusedAccounts(Accounts accounts, DatedNumbers numbers) {
        return new Rounds("unused-accounts", UNUSED, () -> {
            int days = numbers.today("unused-days");
            if (days > 0) {
                accounts.closeUnused(Duration.ofDays(days));
            }
            return false;
        });
    }

    @Bean
    ClientStore clientStore(JdbcClient jdbc) {
        return new ClientStore(jdbc);
    }

    @Bean
    Clients clients(ClientStore store, ChangeLog log, PlatformTransactionManager transactions, Clock clock) {
        return new Clients(store, log, new TransactionTemplate(transactions), clock);
    }

    /** Closing it would stop the store, which is not its own here. */
    @Bean(destroyMethod = "")
    Participants participants(
            AccountStore accountStore,
            ClientStore clientStore,
            ChangeLog log,
            Accounts accounts,
            Clients clients,
            Store store,
            Directory directory,
            Clock clock) {
        return new Participants(
                accountStore, clientStore, log, accounts, clients, store, () -> store, directory, clock);
    }

    @Bean
    FirstRun firstRun(Accounts accounts, Clients clients, AccessSettings settings) {
        return new FirstRun(accounts, clients, settings);
    }

    @Bean
    InstitutionNames institutions(Store store, Clock clock) {
        return new InstitutionNames(store, clock);
    }

    @Bean
    Subjects subjects(Store store, Persons persons) {
        return new Subjects(store, persons);
    }

    @Bean
    Doctors doctors(JdbcClient jdbc) {
        return new Doctors(jdbc);
    }

    @Bean
    Treatments treatments(JdbcClient jdbc, Clock clock) {
        return new Treatments(jdbc, clock);
    }

    @Bean
    RequestStore requestStore(JdbcClient jdbc) {
        return new RequestStore(jdbc);
    }

    @Bean
    RuleStore ruleStore(JdbcClient jdbc) {
        return new RuleStore(jdbc);
    }

    @Bean
    RuleTemplates ruleTemplates(AccessSettings settings, Clock clock) {
        return new RuleTemplates(settings.data(), clock);
    }

    @Bean
    Rules rules(
            RuleStore rules,
            RequestStore requests,
            AccountStore accounts,
            Subjects subjects,
            InstitutionNames institutions,
            Store store,
            JsonMapper json,
            RequestEvents events,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Rules(
                rules,
                requests,
                accounts,
                subjects,
                institutions,
                store,
                new ConsentFiling(store, json),
                events,
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    RequestEvents requestEvents(Subjects subjects, Proxies proxies) {
        return new RequestEvents(subjects, proxies);
    }

    @Bean
    ProxyStore proxyStore(JdbcClient jdbc) {
        return new ProxyStore(jdbc);
    }

    @Bean
    Proxies proxies(ProxyStore store, Subjects subjects, Persons persons, Store records, Clock clock) {
        return new Proxies(store, subjects, persons, records, clock);
    }

    @Bean
    ProxyGiving proxyGiving(
            Proxies proxies,
            ProxyStore store,
            Subjects subjects,
            RequestEvents events,
            PlatformTransactionManager transactions) {
        return new ProxyGiving(proxies, store, subjects, events, new TransactionTemplate(transactions));
    }

    @Bean
    Emergencies emergencies(
            JdbcClient jdbc, Subjects subjects, Treatments treatments, RequestEvents events, Clock clock) {
        return new Emergencies(jdbc, subjects, treatments, events, clock);
    }

    @Bean
    Laws laws(AccessSettings settings, Clock clock) {
        return new Laws(settings.data(), clock);
    }

    @Bean
    LawfulReadStore lawfulReadStore(JdbcClient jdbc) {
        return new LawfulReadStore(jdbc);
    }

    @Bean
    LawfulReads lawfulReads(
            LawfulReadStore store,
            Laws laws,
            RuleStore rules,
            Subjects subjects,
            Directory directory,
            RequestEvents events,
            Clock clock) {
        return new LawfulReads(store, laws, rules, subjects, directory, events, clock);
    }

    @Bean
    Consents consents(
            RequestStore requests,
            RuleStore rules,
            Subjects subjects,
            Treatments treatments,
            InstitutionNames institutions,
            Store store,
            JsonMapper json,
            RequestEvents events,
            Clock clock) {
        return new Consents(
                requests, rules, subjects, treatments, institutions, new ConsentFiling(store, json), events, clock);
    }

    @Bean
    Access access(
            Subjects subjects,
            Treatments treatments,
            RequestStore requests,
            RuleStore rules,
            Emergencies emergencies,
            LawfulReads lawful,
            Clock clock) {
        return new Access(subjects, treatments, requests, rules, emergencies, lawful, clock);
    }

    @Bean
    AppStore appStore(JdbcClient jdbc) {
        return new AppStore(jdbc);
    }

    @Bean
    Standing standing(AccountStore accounts, ClientStore clients, AppStore apps, AccessSettings settings, Clock clock) {
        return new Standing(accounts, clients, apps, clock, settings.open());
    }

    @Bean
    AppConsents appConsents(
            OAuth2AuthorizationService authorizations,
            ClientStore clients,
            AccountStore accounts,
            AppStore apps,
            Access access,
            Subjects subjects,
            Store store,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new AppConsents(
                authorizations,
                clients,
                accounts,
                apps,
                access,
                subjects,
                new FhirUsers(store, jdbc),
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    AppLaunches appLaunches(ClientStore clients, AppStore apps, AppConsents consents, Clock clock) {
        return new AppLaunches(clients, apps, consents, clock);
    }

    @Bean
    LogStore logStore(JdbcClient jdbc) {
        return new LogStore(jdbc);
    }

    @Bean
    Receipts receipts(LogStore store, AccessSettings settings, Clock clock) {
        return new Receipts(store, settings.suite(), clock);
    }

    @Bean
    ReceiptLog receiptLog(
            LogStore store,
            Receipts receipts,
            AccessSettings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        var transaction = new TransactionTemplate(transactions);
        HeadKeys keys = new HeadKeys(store, receipts, settings.secrets(), transaction, clock);
        return new ReceiptLog(store, receipts, keys, transaction, clock);
    }

    /** Signs a head while there are new entries. */
    @Bean
    Rounds headSigning(ReceiptLog log) {
        return new Rounds("log-heads", HEAD_SIGNED, () -> {
            if (log.size() > 0) {
                log.head();
            }
            return false;
        });
    }

    @Bean
    Corrections corrections(
            JdbcClient jdbc,
            Persons persons,
            MisledReaders misled,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Corrections(
                new CorrectionStore(jdbc), persons, misled, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Rounds correcting(Corrections corrections) {
        return new Rounds("corrections", CORRECTED, corrections::more);
    }

    @Bean
    LookStore lookStore(DataSource database, JdbcClient jdbc, Receipts receipts) {
        return new LookStore(database, jdbc, receipts);
    }

    @Bean
    StatementStore statementStore(JdbcClient jdbc) {
        return new StatementStore(jdbc);
    }

    @Bean
    Statements statements(StatementStore store, Receipts receipts, ReceiptLog log) {
        return new Statements(store, receipts, log);
    }

    @Bean
    LogCheck logCheck(ReceiptLog log, LookStore looks, StatementStore statements, LogStore store, Clock clock) {
        return new LogCheck(log, looks, statements, store, clock);
    }

    @Bean
    LookReports lookReports(JdbcClient jdbc, LookStore looks, Subjects subjects, Clock clock) {
        return new LookReports(jdbc, looks, subjects, clock);
    }

    @Bean
    SentinelStore sentinelStore(JdbcClient jdbc, JsonMapper json) {
        return new SentinelStore(jdbc, json);
    }

    @Bean
    Restraints restraints(JdbcClient jdbc, Emergencies emergencies, SentinelStore store, Clock clock) {
        return new Restraints(jdbc, emergencies, store, clock);
    }

    @Bean
    SentinelReader sentinelReader(SentinelStore store, Persons persons, Clock clock) {
        return new SentinelReader(store, persons, clock, UUID.randomUUID().toString());
    }

    @Bean
    Rounds sentinelReading(SentinelReader reader) {
        return new Rounds("sentinel", SentinelReader.ROUND, reader::more);
    }

    @Bean
    LookWriter lookWriter(LookStore store) {
        return new LookWriter(store);
    }

    @Bean
    Looks looks(
            LookStore store,
            LookWriter writer,
            Subjects subjects,
            Emergencies emergencies,
            LawfulReads lawful,
            Laws laws,
            Restraints restraints,
            Rules rules,
            JsonMapper json,
            Receipts receipts,
            Clock clock) {
        return new Looks(
                store,
                writer,
                subjects,
                emergencies,
                lawful,
                restraints,
                rules::catchUp,
                new AuditEvents(json, receipts, laws),
                clock);
    }

    @Bean
    Abroad abroad(
            Subjects subjects, RequestStore requests, RuleStore rules, Consents consents, Looks looks, Clock clock) {
        return new Abroad(subjects, requests, rules, consents, looks, clock);
    }

    @Bean
    Research research(Subjects subjects, RuleStore rules, Looks looks, Clock clock) {
        return new Research(subjects, rules, looks, clock);
    }

    @Bean
    Inquiries inquiries(JdbcClient jdbc, Clock clock) {
        return new Inquiries(jdbc, clock);
    }

    @Bean
    IdentityQueries identityQueries(
            Persons persons,
            Access access,
            Subjects subjects,
            Looks looks,
            InstitutionNames institutions,
            Store store,
            Inquiries inquiries) {
        return new IdentityQueries(persons, access, subjects, looks, institutions, store, inquiries);
    }

    @Bean
    MisledReaders misledReaders(LookStore looks, Subjects subjects) {
        return new MisledReaders(looks, subjects);
    }

    @Bean
    ExplanationGuard explanationGuard(Access access, Looks looks, Subjects subjects, Inquiries inquiries) {
        return new ExplanationGuard(access, looks, subjects, inquiries);
    }

    /** Writes the Consents that are still to be written. */
    @Bean
    Rounds consentFiling(Consents consents, Rules rules) {
        return new Rounds("consent-filing", FILED, () -> consents.catchUp() || rules.catchUp());
    }

    /** What begins once everything is there. */
    @Bean
    SmartInitializingSingleton accessStart(
            Feed feed, Store store, Treatments treatments, Consents consents, Rules rules, Clock clock) {
        return () -> {
            feed.register(TreatmentFeed.READER, Set.of("Encounter"), new TreatmentFeed(store, treatments, clock));
            consents.catchUp();
            rules.catchUp();
        };
    }
}

package org.tongmai.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;
import static org.tongmai.access.Proxy.Level.ACT;
import static org.tongmai.access.Proxy.Level.SEE;
import static org.tongmai.access.Role.CDC;
import static org.tongmai.access.Role.DOCTOR;
import static org.tongmai.access.Role.ETHICS;
import static org.tongmai.access.Role.INSTITUTION_IT;
import static org.tongmai.access.Role.OPERATOR;
import static org.tongmai.access.Role.RESEARCHER;
import static org.tongmai.access.Role.RESIDENT;
import static org.tongmai.access.Role.REVIEWER;
import static org.tongmai.access.Role.STEWARD;
import static org.tongmai.access.Role.SYSTEM;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * The table of endpoints × roles. What is not in it is refused. The first line that fits decides; a test walks every mapping
 * of the server and fails on one that is missing here.
 *
 * <p>Who acts for another may call what says so in its line ({@code forWard}), and nothing else.
 *
 * <p>Being allowed to call an endpoint says nothing about whose record it shows: that is {@link Access}.
 */
final class Endpoints {

    /** Whoever signs in with a password. */
    private static final Set<Role> PEOPLE = EnumSet.complementOf(EnumSet.of(SYSTEM));

    /** With what may follow: a slash at the end calls the same. */
    private static final List<String> EXPORTS =
            List.of("/fhir/$export/**", "/fhir/Patient/$export/**", "/fhir/Group/*/$export/**");

    private static final List<Endpoint> TABLE = new Table()
            // FHIR: everybody signed in may ask; the scope decides what is there. Systems write.
            .open(GET, "/fhir/metadata")
            .open(GET, "/fhir/.well-known/smart-configuration")
            .row(GET, "/fhir", Endpoint.anyRole())
            // exports go on after the request and know nothing of a proxy, so they are not among these
            .row(GET, "/fhir/{type:[A-Z][A-Za-z]+}", Endpoint.anyRole())
            .forWard(SEE, ACT)
            .row(GET, "/fhir/{type:[A-Z][A-Za-z]+}/{id:[A-Za-z0-9.-]+}", Endpoint.anyRole())
            .forWard(SEE, ACT)
            .row(GET, "/fhir/Patient/{id:[A-Za-z0-9.-]+}/$everything", Endpoint.anyRole())
            .forWard(SEE, ACT)
            // everybody may ask for an export and take back one's own; what it holds, and whether, the scope decides
            .exports(GET, HEAD, POST)
            .row(GET, "/fhir/bulk/*/*/**", Endpoint.anyRole())
            .afterProof()
            .row(HEAD, "/fhir/bulk/*/*/**", Endpoint.anyRole())
            .afterProof()
            .row(GET, "/fhir/**", Endpoint.anyRole())
            .row(HEAD, "/fhir/**", Endpoint.anyRole())
            .row(HEAD, "/fhir", Endpoint.anyRole())
            .row(POST, "/fhir/_search", Endpoint.anyRole())
            .row(POST, "/fhir/*/_search", Endpoint.anyRole())
            .asking("expand", "validate-code", "lookup", "subsumes", "translate", "validate", "meta")
            // who may learn what of whom, IdentityQueries decides
            .asking("match", "ihe-pix")
            .row(POST, "/fhir/*/*/*/_search", Endpoint.anyRole())
            .row(POST, "/fhir/*/*/$everything", Endpoint.anyRole())
            .row(DELETE, "/fhir/bulk/*", Endpoint.anyRole())
            .row(POST, "/fhir", SYSTEM)
            .row(POST, "/fhir/**", SYSTEM)
            .row(PUT, "/fhir/**", SYSTEM)
            .row(PATCH, "/fhir/**", SYSTEM)
            .row(DELETE, "/fhir/**", SYSTEM)
            .row(GET, "/api/fhir/subscriptions", OPERATOR)
            .row(GET, "/api/fhir/subscriptions/{id}/dead", OPERATOR)
            .row(POST, "/api/fhir/subscriptions/{id}/rerun", OPERATOR)
            .row(POST, "/api/fhir/subscriptions/{id}/off", OPERATOR)
            // store
            .row(GET, "/api/store/parameters", OPERATOR)
            .row(POST, "/api/store/parameters/{id}/stop", OPERATOR)
            .row(POST, "/api/store/parameters/{id}/resume", OPERATOR)
            // access
            .open(POST, "/api/access/session")
            .row(GET, "/api/access/session", Endpoint.anyRole())
            .open(GET, "/api/access/session/who")
            .open(DELETE, "/api/access/session")
            // the further steps of a sign-in, each for the browser that made the one before
            .open(POST, "/api/access/session/code")
            .open(POST, "/api/access/session/factor")
            .open(POST, "/api/access/session/factor/confirm")
            .open(POST, "/api/access/session/factor/done")
            .open(POST, "/api/access/session/password")
            // the own account: everybody who signs in, in the own name
            .row(GET, "/api/access/me", PEOPLE)
            .row(POST, "/api/access/me/password", PEOPLE)
            .row(POST, "/api/access/me/proof", PEOPLE)
            .row(POST, "/api/access/me/factor", PEOPLE)
            .row(POST, "/api/access/me/factor/confirm", PEOPLE)
            .row(POST, "/api/access/me/factor/remove", PEOPLE)
            .row(POST, "/api/access/me/recovery-codes", PEOPLE)
            .row(POST, "/api/access/me/sessions/end-others", PEOPLE)
            .row(DELETE, "/api/access/me/sessions/{name}", PEOPLE)
            .row(POST, "/api/access/requests", DOCTOR)
            .row(GET, "/api/access/requests", DOCTOR, RESIDENT)
            .forWard(SEE, ACT)
            .row(GET, "/api/access/requests/preview", RESIDENT, DOCTOR)
            .forWard(ACT)
            .row(POST, "/api/access/requests/{id}/answer", RESIDENT)
            .forWard(ACT)
            .row(POST, "/api/access/requests/{id}/revoke", RESIDENT)
            .forWard(ACT)
            // standing rules: residents, about the own record
            .row(GET, "/api/access/rules", RESIDENT)
            .forWard(SEE, ACT)
            .row(POST, "/api/access/rules", RESIDENT)
            .forWard(ACT)
            .row(GET, "/api/access/rules/templates", RESIDENT)
            .forWard(ACT)
            .row(GET, "/api/access/rules/doctors", RESIDENT)
            .forWard(ACT)
            .row(POST, "/api/access/rules/preview", RESIDENT)
            .forWard(ACT)
            .row(POST, "/api/access/rules/{id}", RESIDENT)
            .forWard(ACT)
            .row(POST, "/api/access/rules/{id}/end", RESIDENT)
            .forWard(ACT)
            .row(GET, "/api/access/rules/{id}/versions", RESIDENT)
            .forWard(SEE, ACT)
            .row(GET, "/api/access/looks", RESIDENT)
            .forWard(SEE, ACT)
            // receipts: residents of looks at their record, systems of their institution's own looks
            .row(GET, "/api/access/looks/{id}/receipt", RESIDENT, SYSTEM)
            .forWard(SEE, ACT)
            .row(GET, "/api/access/looks/receipts", RESIDENT, SYSTEM)
            .forWard(SEE, ACT)
            .row(POST, "/api/access/looks/{id}/report", RESIDENT)
            .forWard(ACT)
            .row(GET, "/api/access/reports", OPERATOR)
            .row(POST, "/api/access/reports/{id}/answer", OPERATOR)
            .open(GET, "/api/access/log")
            .row(GET, "/api/access/log/consistency", Endpoint.anyRole())
            .row(GET, "/api/access/log/entries", OPERATOR)
            .row(GET, "/api/access/log/state", OPERATOR)
            .row(POST, "/api/access/log/check", OPERATOR)
            .row(POST, "/api/access/log/keys/rotate", OPERATOR)
            .afterProof()
            // who may act for me, and for whom I may: everybody in the own name, so that no proxy makes another
            .row(GET, "/api/access/proxies", RESIDENT)
            .row(POST, "/api/access/proxies", RESIDENT)
            .row(POST, "/api/access/proxies/offers", RESIDENT)
            .row(POST, "/api/access/proxies/preview", RESIDENT)
            .row(POST, "/api/access/proxies/{id}/withheld", RESIDENT)
            .row(POST, "/api/access/proxies/{id}/end", RESIDENT)
            .row(GET, "/api/access/events", DOCTOR, RESIDENT, CDC, STEWARD)
            .row(POST, "/api/access/institutions", OPERATOR)
            .afterProof()
            // applications of others: those who see records are asked
            .row(GET, "/api/access/consent", RESIDENT, DOCTOR)
            .row(POST, "/api/access/consent", RESIDENT, DOCTOR)
            .row(GET, "/api/access/launches", DOCTOR)
            .row(POST, "/api/access/launches", DOCTOR)
            .row(GET, "/api/access/grants", RESIDENT, DOCTOR)
            .row(POST, "/api/access/grants/{id}/withdraw", RESIDENT, DOCTOR)
            .row(GET, "/api/access/emergencies/grounds", DOCTOR)
            .row(POST, "/api/access/emergencies", DOCTOR)
            .afterProof()
            .row(GET, "/api/access/emergencies", DOCTOR, RESIDENT)
            .forWard(SEE, ACT)
            .row(POST, "/api/access/emergencies/{id}/end", DOCTOR, RESIDENT)
            .forWard(ACT)
            .row(GET, "/api/access/emergencies/queue", REVIEWER)
            .row(POST, "/api/access/emergencies/{id}/review", REVIEWER)
            .afterProof()
            // statutory rules, and reading by them
            .row(GET, "/api/access/laws", OPERATOR, CDC, STEWARD, REVIEWER)
            .row(POST, "/api/access/lawful", CDC, STEWARD)
            .afterProof()
            .row(GET, "/api/access/lawful", CDC, STEWARD, RESIDENT)
            .row(POST, "/api/access/lawful/{id}/end", CDC, STEWARD)
            .row(GET, "/api/access/lawful/queue", REVIEWER)
            .row(POST, "/api/access/lawful/{id}/answer", REVIEWER)
            .afterProof()
            .row(GET, "/api/access/apps", OPERATOR)
            .row(POST, "/api/access/apps", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/apps/{id}/active", OPERATOR)
            .afterProof()
            .row(GET, "/api/access/systems", OPERATOR)
            .row(POST, "/api/access/systems", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/systems/{id}/keys", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/systems/{id}/active", OPERATOR)
            .afterProof()
            .row(GET, "/api/access/accounts", OPERATOR)
            .row(POST, "/api/access/accounts", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/accounts/{login}/password", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/accounts/{login}/active", OPERATOR)
            .afterProof()
            .row(POST, "/api/access/accounts/{login}/factor/reset", OPERATOR)
            .afterProof()
            .row(GET, "/api/access/changes", OPERATOR)
            .row(GET, "/api/access/inquiries", OPERATOR)
            .row(GET, "/api/access/sentinel/cases", OPERATOR)
            .row(GET, "/api/access/sentinel/cases/{id}", OPERATOR)
            .row(POST, "/api/access/sentinel/cases/{id}/act", OPERATOR)
            .row(GET, "/api/access/sentinel/sign-ins", OPERATOR)
            .row(GET, "/api/access/sentinel/subjects", OPERATOR)
            .row(POST, "/api/access/sentinel/subjects", OPERATOR)
            .row(DELETE, "/api/access/sentinel/subjects", OPERATOR)
            .row(GET, "/api/access/partings", STEWARD)
            .row(GET, "/api/access/corrections", RESIDENT, DOCTOR)
            .row(POST, "/api/access/corrections/{id}/seen", RESIDENT, DOCTOR)
            // directory: what every page and system needs to name things
            .row(GET, "/api/directory/regions", Endpoint.anyRole())
            .forWard(SEE, ACT)
            .row(GET, "/api/directory/institutions", Endpoint.anyRole())
            .forWard(SEE, ACT)
            .row(GET, "/api/directory/code-tables", Endpoint.anyRole())
            .row(GET, "/api/directory/code-tables/{table}", Endpoint.anyRole())
            // person
            .row(GET, "/api/person/possible", STEWARD)
            .row(GET, "/api/person/{patient}/explanation", STEWARD, DOCTOR, RESIDENT)
            .row(GET, "/api/person/quality", STEWARD)
            .row(GET, "/api/person/changes", STEWARD)
            .row(GET, "/api/person/{patient}/history", STEWARD)
            .row(POST, "/api/person/search", STEWARD)
            .row(GET, "/api/person/models", STEWARD)
            .row(POST, "/api/person/models", STEWARD)
            .row(PUT, "/api/person/models/in-force", STEWARD)
            .row(GET, "/api/person/decisions", STEWARD)
            .row(POST, "/api/person/decisions/{number}/undo", STEWARD)
            .row(POST, "/api/person/link", STEWARD)
            .row(POST, "/api/person/unlink", STEWARD)
            // insight: researchers their own projects, the commission those handed in, which the routes see to
            .row(GET, "/api/insight/projects", RESEARCHER, ETHICS)
            .row(POST, "/api/insight/projects", RESEARCHER)
            .row(GET, "/api/insight/projects/{id}", RESEARCHER, ETHICS)
            .row(POST, "/api/insight/projects/{id}", RESEARCHER)
            .row(POST, "/api/insight/projects/{id}/submit", RESEARCHER)
            .row(POST, "/api/insight/projects/{id}/stop", RESEARCHER)
            .row(POST, "/api/insight/projects/{id}/resume", RESEARCHER)
            .row(GET, "/api/insight/projects/{id}/data", RESEARCHER)
            .row(POST, "/api/insight/projects/{id}/decide", ETHICS)
            .row(GET, "/api/insight/projects/{id}/sample", ETHICS)
            .row(POST, "/api/insight/projects/{id}/review", ETHICS)
            .row(POST, "/api/insight/projects/{id}/close", RESEARCHER, ETHICS)
            // onboarding: IT people see to those of their institution, which the routes look at; the operator lets them
            // go live
            .row(GET, "/api/onboarding/systems", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/onboarding/systems", INSTITUTION_IT, OPERATOR)
            .afterProof()
            .row(GET, "/api/onboarding/systems/{client}", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/onboarding/systems/{client}/examine", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/onboarding/systems/{client}/reports", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/onboarding/systems/{client}/reports/{id}", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/onboarding/systems/{client}/counts", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/onboarding/systems/{client}/approve", OPERATOR)
            .afterProof()
            .row(POST, "/api/onboarding/systems/{client}/back", OPERATOR)
            .row(GET, "/api/onboarding/feeds", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/onboarding/volumes", INSTITUTION_IT, OPERATOR)
            // intake: texts of messages are for the institution that sent them, which the routes see to
            .row(GET, "/api/intake/summary", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/looks", OPERATOR)
            .row(GET, "/api/intake/messages", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/messages/{id}", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/messages/{id}/rerun", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/rerun", INSTITUTION_IT)
            .row(POST, "/api/intake/hl7v2", SYSTEM, INSTITUTION_IT)
            .row(POST, "/api/intake/cda", SYSTEM, INSTITUTION_IT)
            .row(GET, "/api/intake/tables", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/tables/preview", INSTITUTION_IT)
            .row(POST, "/api/intake/tables/{dataset}", SYSTEM, INSTITUTION_IT)
            .row(GET, "/api/intake/mappings/{dataset}", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(PUT, "/api/intake/mappings/{dataset}", INSTITUTION_IT)
            .row(GET, "/api/intake/loads", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/loads/{id}", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/loads/{id}/rows", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/loads/{id}/recheck", INSTITUTION_IT)
            .row(GET, "/api/intake/quality", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/findings", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/table", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/report", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/rules", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/rules/{rule}", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/quality/elements", SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/quality/recheck", INSTITUTION_IT)
            .row(POST, "/api/intake/counts", SYSTEM, INSTITUTION_IT)
            .row(GET, "/api/intake/codes", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/codes/one", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/codes/standard", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/codes/coverage", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/codes/decisions", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/codes/decisions/{id}/confirm", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/codes/decisions/{id}/undo", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/codes/again", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/codes/again", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/codes/again/{id}/stop", INSTITUTION_IT, OPERATOR)
            .row(GET, "/api/intake/terminology", INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/intake/terminology", OPERATOR)
            // health code: whose codes, the routes see to
            .row(POST, "/api/health-code/codes", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/batch", DOCTOR, SYSTEM)
            .row(GET, "/api/health-code/me", RESIDENT)
            .row(POST, "/api/health-code/codes/{id}/dynamic", RESIDENT, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/print", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/lost", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/found", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/cancel", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/renew", RESIDENT, DOCTOR, SYSTEM)
            .row(GET, "/api/health-code/codes/{id}/cards", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/codes/{id}/cards", DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/cards/batch", DOCTOR, SYSTEM)
            .row(DELETE, "/api/health-code/codes/{id}/cards/{card}", RESIDENT, DOCTOR, SYSTEM, STEWARD)
            .row(GET, "/api/health-code/codes/{id}/events", RESIDENT)
            .row(GET, "/api/health-code/codes/{id}/uses", RESIDENT)
            .row(POST, "/api/health-code/guardians", DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/guardians/prepare", DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/guardians/{id}/end", RESIDENT, DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/verify", DOCTOR, SYSTEM)
            .row(POST, "/api/health-code/uses", DOCTOR, SYSTEM)
            .row(GET, "/api/health-code/statistics", INSTITUTION_IT, OPERATOR)
            .open(GET, "/api/health-code/keys")
            .row(GET, "/api/health-code/revocations", DOCTOR, SYSTEM, INSTITUTION_IT, OPERATOR)
            .row(POST, "/api/health-code/keys/rotate", OPERATOR)
            .afterProof()
            .row(POST, "/api/health-code/keys/root/rotate", OPERATOR)
            .afterProof()
            .row(POST, "/api/health-code/keys/{id}/revoke", OPERATOR)
            .afterProof()
            // exchange between nodes
            .row(GET, "/api/exchange/record/{patient}", DOCTOR)
            .row(POST, "/api/exchange/record/{patient}/ask", DOCTOR)
            .row(GET, "/api/exchange/me", RESIDENT)
            .row(GET, "/api/exchange/nodes", OPERATOR)
            .row(POST, "/api/exchange/nodes", OPERATOR)
            .afterProof()
            .row(POST, "/api/exchange/nodes/{id}/retire", OPERATOR)
            .row(POST, "/api/exchange/nation", OPERATOR)
            .row(GET, "/api/exchange/card", OPERATOR)
            .row(GET, "/api/exchange/registry", OPERATOR)
            .row(GET, "/api/exchange/receipts", OPERATOR)
            .row(POST, "/api/exchange/index/compare", OPERATOR)
            .row(POST, "/api/exchange/index/rebuild", OPERATOR)
            // recognition: whose results, Access decides; a system asks for a doctor whom it names
            .open(GET, "/cds-services")
            .row(POST, "/cds-services/{service}", DOCTOR, SYSTEM)
            .row(POST, "/cds-services/{service}/feedback", DOCTOR, SYSTEM)
            .row(GET, "/api/recognition/items", DOCTOR, SYSTEM)
            .row(GET, "/api/recognition/reasons", DOCTOR, SYSTEM)
            .row(POST, "/api/recognition/checks", DOCTOR)
            .row(POST, "/api/recognition/cards/{card}/answer", DOCTOR)
            .row(GET, "/api/recognition/notices", DOCTOR)
            .row(POST, "/api/recognition/notices/{id}/acknowledge", DOCTOR)
            .row(GET, "/api/recognition/me", RESIDENT)
            .row(GET, "/api/recognition/catalogue", OPERATOR, INSTITUTION_IT, DOCTOR)
            .row(GET, "/api/recognition/files/{file}", OPERATOR)
            .row(PUT, "/api/recognition/files/{file}", OPERATOR)
            .row(GET, "/api/recognition/quality", OPERATOR, INSTITUTION_IT)
            .row(POST, "/api/recognition/quality", OPERATOR)
            .row(POST, "/api/recognition/quality/{id}/withdraw", OPERATOR)
            .row(GET, "/api/recognition/statistics", OPERATOR, INSTITUTION_IT)
            .row(GET, "/api/recognition/events", OPERATOR, INSTITUTION_IT)
            // surveillance: whose cards and signals, the routes see to
            .row(GET, "/api/surveillance/diseases", DOCTOR, CDC)
            .row(GET, "/api/surveillance/cards/waiting", DOCTOR, CDC)
            .row(GET, "/api/surveillance/cards/punctuality", DOCTOR, CDC)
            .row(GET, "/api/surveillance/cards", DOCTOR, CDC)
            .row(GET, "/api/surveillance/cards/{id}", DOCTOR, CDC)
            .row(POST, "/api/surveillance/cards/{id}/confirm", DOCTOR)
            .row(POST, "/api/surveillance/cards/{id}/discard", DOCTOR)
            .row(POST, "/api/surveillance/cards/{id}/correct", DOCTOR)
            .row(POST, "/api/surveillance/cards/{id}/withdraw", DOCTOR)
            .row(POST, "/api/surveillance/cards/{id}/review", CDC)
            .row(GET, "/api/surveillance/signals", CDC)
            .row(GET, "/api/surveillance/signals/{id}", CDC)
            .row(POST, "/api/surveillance/signals/{id}/{step}", CDC)
            .row(GET, "/api/surveillance/series", CDC)
            .row(POST, "/api/surveillance/series", CDC)
            .row(GET, "/api/surveillance/series/points", CDC)
            .row(POST, "/api/surveillance/items", CDC, SYSTEM)
            .row(POST, "/api/surveillance/reports", RESIDENT)
            .row(GET, "/api/surveillance/rumours", CDC)
            .row(GET, "/api/surveillance/rumours/{id}", CDC)
            .row(POST, "/api/surveillance/rumours/{id}/{step}", CDC)
            .row(GET, "/api/surveillance/sources", CDC)
            .row(GET, "/api/surveillance/overview/work", CDC)
            .row(GET, "/api/surveillance/overview/signals", CDC)
            .row(GET, "/api/surveillance/overview/diseases", CDC)
            .row(GET, "/api/surveillance/overview/sources", CDC)
            .row(GET, "/api/surveillance/overview/growth", CDC)
            .row(GET, "/api/surveillance/map", CDC)
            .row(GET, "/api/surveillance/cases", DOCTOR, CDC)
            .row(GET, "/api/surveillance/cases.csv", CDC)
            .afterProof()
            // emergency command: whose events, people and resources, the routes see to
            .row(GET, "/api/emergency/plans", CDC)
            .row(GET, "/api/emergency/events", CDC)
            .row(POST, "/api/emergency/events", CDC)
            .row(GET, "/api/emergency/events/{id}", CDC)
            .row(GET, "/api/emergency/events/{id}/history", CDC)
            .row(POST, "/api/emergency/events/{id}/status", CDC)
            .row(POST, "/api/emergency/events/{id}/level", CDC)
            .row(POST, "/api/emergency/events/{id}/owner", CDC)
            .row(POST, "/api/emergency/events/{id}/notes", CDC)
            .row(POST, "/api/emergency/events/{id}/roster", CDC)
            .row(POST, "/api/emergency/events/{id}/roster/end", CDC)
            .row(POST, "/api/emergency/events/{id}/tasks", CDC)
            .row(POST, "/api/emergency/events/{id}/tasks/{number}/receive", CDC, DOCTOR)
            .row(POST, "/api/emergency/events/{id}/tasks/{number}/finish", CDC, DOCTOR)
            .row(POST, "/api/emergency/events/{id}/tasks/{number}/cancel", CDC)
            .row(GET, "/api/emergency/tasks", CDC, DOCTOR)
            .row(GET, "/api/emergency/resources", CDC, DOCTOR, INSTITUTION_IT, SYSTEM)
            .row(POST, "/api/emergency/resources", CDC, DOCTOR, INSTITUTION_IT, SYSTEM)
            .row(GET, "/api/emergency/events/{id}/holds", CDC)
            .row(POST, "/api/emergency/events/{id}/holds", CDC)
            .row(POST, "/api/emergency/events/{id}/holds/{hold}/take", CDC)
            .row(POST, "/api/emergency/events/{id}/holds/{hold}/release", CDC)
            .row(GET, "/api/emergency/events/{id}/transfers", CDC)
            .row(POST, "/api/emergency/events/{id}/transfers", CDC)
            .row(GET, "/api/emergency/transfers", DOCTOR)
            .row(POST, "/api/emergency/transfers/{id}/accept", DOCTOR)
            .row(POST, "/api/emergency/transfers/{id}/refuse", DOCTOR)
            .row(POST, "/api/emergency/transfers/{id}/depart", DOCTOR, CDC)
            .row(POST, "/api/emergency/transfers/{id}/arrive", DOCTOR)
            .row(POST, "/api/emergency/transfers/{id}/cancel", CDC)
            .row(GET, "/api/emergency/events/{id}/disposal", CDC)
            .row(POST, "/api/emergency/events/{id}/disposal", CDC)
            .afterProof()
            .row(GET, "/api/emergency/events/{id}/disposal/receipt", CDC)
            .row(GET, "/api/emergency/events/{id}/people", CDC)
            .row(GET, "/api/emergency/events/{id}/people.csv", CDC)
            .afterProof()
            .row(GET, "/api/emergency/events/{id}/people/{number}", CDC)
            .row(POST, "/api/emergency/events/{id}/people", CDC)
            .row(POST, "/api/emergency/events/{id}/people/cards", CDC)
            .row(POST, "/api/emergency/events/{id}/people/{number}", CDC)
            .row(POST, "/api/emergency/events/{id}/people/{number}/exposures", CDC)
            .row(GET, "/api/emergency/events/{id}/reports", CDC)
            .row(POST, "/api/emergency/events/{id}/reports", CDC)
            .row(GET, "/api/emergency/events/{id}/reports/{number}/{edition}", CDC)
            .row(GET, "/api/emergency/events/{id}/reports/{number}/{edition}/pdf", CDC)
            .row(GET, "/api/emergency/events/{id}/places", CDC)
            .row(POST, "/api/emergency/events/{id}/places", CDC)
            .row(GET, "/api/emergency/events/{id}/looks", CDC)
            .row(GET, "/api/emergency/events/{id}/views", CDC)
            .row(POST, "/api/emergency/events/{id}/views", CDC)
            .row(DELETE, "/api/emergency/events/{id}/views", CDC)
            .row(POST, "/api/emergency/events/{id}/meetings", CDC)
            .row(GET, "/api/emergency/events/{id}/chains", CDC)
            .row(GET, "/api/emergency/events/{id}/follow-ups", CDC)
            .row(POST, "/api/emergency/events/{id}/follow-ups", CDC)
            .row(GET, "/api/emergency/events/{id}/samples", CDC)
            .row(POST, "/api/emergency/events/{id}/samples", CDC)
            .row(POST, "/api/emergency/events/{id}/samples/{number}/custody", CDC)
            .row(POST, "/api/emergency/events/{id}/samples/{number}/result", CDC)
            // portal
            .row(GET, "/api/portal/walk-ins", DOCTOR)
            .row(GET, "/api/portal/record/{patient}", DOCTOR, CDC, STEWARD)
            .row(GET, "/api/portal/record/{patient}/timeline", DOCTOR, CDC, STEWARD)
            .row(POST, "/api/portal/record/{patient}/only-look", DOCTOR)
            .row(GET, "/api/portal/record/{patient}/elsewhere", DOCTOR)
            .row(GET, "/api/portal/me", RESIDENT)
            .forWard(SEE, ACT)
            .row(GET, "/api/portal/me/elsewhere", RESIDENT)
            .row(GET, "/api/portal/me/timeline", RESIDENT)
            .forWard(SEE, ACT)
            // running the node
            .open(GET, "/actuator/health")
            .open(GET, "/actuator/health/**")
            .row(GET, "/actuator", OPERATOR)
            .row(GET, "/actuator/**", OPERATOR)
            // pages: code and pictures only, nothing about anybody
            .open(GET, "/")
            .open(GET, "/index.html")
            .open(GET, "/m")
            .open(GET, "/m/**")
            .open(GET, "/console")
            .open(GET, "/console/**")
            .open(GET, "/consent")
            .open(GET, "/consent/**")
            .open(GET, "/assets/**")
            .open(GET, "/favicon.ico")
            .open(GET, "/favicon.svg")
            .lines();

    private Endpoints() {}

    static List<Endpoint> table() {
        return TABLE;
    }

    /** The line that decides about this request; empty where it is refused. */
    static Optional<Endpoint> of(HttpServletRequest request) {
        for (Endpoint endpoint : TABLE) {
            if (endpoint.matcher().matches(request)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /** Writes the table down, one line each. */
    private static final class Table {
        private final List<Endpoint> lines = new ArrayList<>();

        Table open(HttpMethod method, String path) {
            return row(method, path, Set.of());
        }

        /** Operations that change nothing: everybody signed in may post their parameters. */
        Table asking(String... operations) {
            for (String operation : operations) {
                row(POST, "/fhir/*/$" + operation, Endpoint.anyRole());
                row(POST, "/fhir/*/*/$" + operation, Endpoint.anyRole());
            }
            return this;
        }

        /** What begins an export, whatever stands behind the name. */
        Table exports(HttpMethod... methods) {
            for (HttpMethod method : methods) {
                for (String path : EXPORTS) {
                    row(method, path, Endpoint.anyRole()).afterProof();
                }
            }
            return this;
        }

        Table row(HttpMethod method, String path, Role... roles) {
            return row(method, path, Set.copyOf(Arrays.asList(roles)));
        }

        Table row(HttpMethod method, String path, Set<Role> roles) {
            lines.add(Endpoint.of(method, path, roles));
            return this;
        }

        /** Who acts for another at these levels may call the line before, too. */
        Table forWard(Proxy.Level... levels) {
            lines.set(lines.size() - 1, lines.getLast().forWard(levels));
            return this;
        }

        /** The line before asks for the second factor again, of those who have one. */
        Table afterProof() {
            lines.set(lines.size() - 1, lines.getLast().afterProof());
            return this;
        }

        List<Endpoint> lines() {
            return List.copyOf(lines);
        }
    }
}

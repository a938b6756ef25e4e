package org.tongmai.directory;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.RegionCode;
import org.tongmai.kernel.UnifiedSocialCreditCode;
import org.tongmai.store.Fact;
import tools.jackson.databind.JsonNode;

/** Reads organizations and practitioners from the feed into the directory's tables. */
final class DirectoryReader {

    static final String READER = "directory";
    static final Set<String> TYPES = Set.of("Organization", "Practitioner", "PractitionerRole");

    static final String ORGANIZATION = """
            insert into directory.organization (id, uscc, part_of, name, category, active, at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update
               set (uscc, part_of, name, category, active, at)
                 = (excluded.uscc, excluded.part_of, excluded.name, excluded.category, excluded.active, excluded.at)
            """;

    static final String END_INSTITUTION = """
            update directory.institution
               set valid_to = :at
             where uscc = :uscc
               and valid_to = 'infinity'
               and valid_from < :at
               and (name, category, organization, region) is distinct from (:name, :category, :organization, :region)
            """;

    static final String BEGIN_INSTITUTION = """
            insert into directory.institution (uscc, valid_from, valid_to, organization, name, category, region)
            select :uscc,
                   case when exists (select from directory.institution where uscc = :uscc) then :at else '-infinity' end,
                   'infinity', :organization, :name, :category, :region
             where not exists (
                   select from directory.institution where uscc = :uscc and valid_to = 'infinity')
            """;

    static final String PRACTITIONER = """
            insert into directory.practitioner (id, name, active, at)
            values (?, ?, ?, ?)
            on conflict (id) do update set (name, active, at) = (excluded.name, excluded.active, excluded.at)
            """;

    static final String ROLE = """
            insert into directory.practitioner_role (id, practitioner, organization, specialty, active, at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update
               set (practitioner, organization, specialty, active, at)
                 = (excluded.practitioner, excluded.organization, excluded.specialty, excluded.active, excluded.at)
            """;

    private final JdbcClient database;
    private final TransactionOperations transaction;

    DirectoryReader(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    void take(List<Fact> facts) {
        transaction.executeWithoutResult(status -> facts.forEach(this::take));
    }

    private void take(Fact fact) {
        JsonNode resource = fact.tree();
        boolean active = !fact.deleted() && resource.path("active").asBoolean(true);
        OffsetDateTime at = fact.at().atOffset(ZoneOffset.UTC);
        switch (fact.type()) {
            case "Organization" -> organization(fact.id(), resource, active, at);
            case "Practitioner" ->
                database.sql(PRACTITIONER)
                        .params(fact.id(), name(resource.path("name").path(0)), active, at)
                        .update();
            case "PractitionerRole" -> role(fact.id(), resource, active, at);
            default -> {
                // The feed hands over no other type.
            }
        }
    }

    private void organization(String id, JsonNode resource, boolean active, OffsetDateTime at) {
        Optional<UnifiedSocialCreditCode> code = code(resource);
        String name = resource.path("name").asString("");
        String category = category(resource);
        database.sql(ORGANIZATION)
                .param(id)
                .param(code.map(UnifiedSocialCreditCode::value).orElse(null))
                .param(reference(resource.path("partOf")))
                .param(name)
                .param(category)
                .param(active)
                .param(at)
                .update();
        code.filter(known -> !name.isBlank())
                .ifPresent(uscc -> institution(uscc, id, name, category, region(resource, uscc), at));
    }

    private void institution(
            UnifiedSocialCreditCode uscc,
            String organization,
            String name,
            @Nullable String category,
            RegionCode region,
            OffsetDateTime at) {
        for (String sql : List.of(END_INSTITUTION, BEGIN_INSTITUTION)) {
            database.sql(sql)
                    .param("uscc", uscc.value())
                    .param("at", at)
                    .param("organization", organization)
                    .param("name", name)
                    .param("category", category)
                    .param("region", region.value())
                    .update();
        }
    }

    private void role(String id, JsonNode resource, boolean active, OffsetDateTime at) {
        String practitioner = reference(resource.path("practitioner"));
        String organization = reference(resource.path("organization"));
        if (practitioner != null && organization != null) {
            String specialty = resource.path("specialty").path(0).path("text").asString("");
            database.sql(ROLE)
                    .params(id, practitioner, organization, specialty, active, at)
                    .update();
        }
    }

    private static Optional<UnifiedSocialCreditCode> code(JsonNode resource) {
        return resource.path("identifier")
                .valueStream()
                .filter(identifier -> UnifiedSocialCreditCode.SYSTEM.equals(
                        identifier.path("system").asString("")))
                .flatMap(identifier ->
                        UnifiedSocialCreditCode.find(identifier.path("value").asString("")).stream())
                .findFirst();
    }

    /** The division that the Organization names, else the one in its code, which is that of the registrar. */
    private static RegionCode region(JsonNode resource, UnifiedSocialCreditCode code) {
        return resource.path("extension")
                .valueStream()
                .filter(extension ->
                        Directory.REGION.equals(extension.path("url").asString("")))
                .flatMap(
                        extension -> RegionCode.find(extension.path("valueCode").asString("")).stream())
                .findFirst()
                .orElseGet(code::region);
    }

    /** The last type told by a code system other than FHIR's own list of organization types. */
    private static @Nullable String category(JsonNode resource) {
        return resource.path("type")
                .valueStream()
                .flatMap(type -> type.path("coding").valueStream())
                .filter(coding -> !coding.path("system").asString("").contains("terminology.hl7.org"))
                .map(coding -> coding.path("code").asString(""))
                .filter(code -> !code.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String reference(JsonNode reference) {
        String text = reference.path("reference").asString("");
        return text.isBlank() ? null : text.substring(text.lastIndexOf('/') + 1);
    }

    private static String name(JsonNode name) {
        String text = name.path("text").asString("");
        if (!text.isBlank()) {
            return text;
        }
        String given =
                name.path("given").valueStream().map(part -> part.asString("")).collect(Collectors.joining(" "));
        return (given + " " + name.path("family").asString("")).trim();
    }
}

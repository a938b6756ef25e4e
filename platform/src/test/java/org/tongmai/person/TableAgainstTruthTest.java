package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.person.linkage.Column;
import org.tongmai.person.linkage.Kind;
import org.tongmai.person.linkage.Linkage;
import org.tongmai.person.linkage.Table;

/** The registrations of a simulated province as one table, linked without the index, against the truth. */
class TableAgainstTruthTest {

    private static final Logger LOG = LoggerFactory.getLogger(TableAgainstTruthTest.class);
    private static final List<Column> COLUMNS = List.of(
            new Column(0, "姓名", Kind.FULL_NAME),
            new Column(1, "性别", Kind.SEX),
            new Column(2, "出生日期", Kind.BIRTH_DATE),
            new Column(3, "身份证号", Kind.RESIDENT_NUMBER),
            new Column(4, "手机号", Kind.PHONE),
            new Column(5, "住址", Kind.ADDRESS));

    @ParameterizedTest
    @ValueSource(longs = {1, 20_260_601, 77})
    void aTableOfRegistrationsIsLinkedAlmostAsWellAsByTheIndex(long seed) {
        SimulatedRegistrations truth = SimulatedRegistrations.of(seed, 2_000);
        Collection<Identity> identities = truth.last().values();

        Score score = Score.of(persons(identities), truth);

        LOG.warn("Seed {}: {}", seed, score.text());
        score.wrongPairs()
                .forEach(pair -> LOG.debug("wrong {} {}", truth.registration(pair.a()), truth.registration(pair.b())));
        score.missedPairs().stream()
                .limit(20)
                .forEach(pair -> LOG.debug(
                        "missed {} {}\n {}\n {}",
                        truth.errors(pair.a()),
                        truth.errors(pair.b()),
                        truth.registration(pair.a()),
                        truth.registration(pair.b())));
        assertThat(score.wrong()).isZero();
        assertThat(score.recall()).isGreaterThanOrEqualTo(0.96);
    }

    private static Set<Set<Long>> persons(Collection<Identity> identities) {
        var table = new Table.Builder(COLUMNS.stream().map(Column::name).toList());
        identities.forEach(identity -> table.add(row(identity)));
        int[] clusters = Linkage.of(table.build(), COLUMNS, Optional.empty(), SimulatedRegistrations.TODAY)
                .orElseThrow()
                .clusters();
        Map<Integer, Set<Long>> persons = new HashMap<>();
        int row = 0;
        for (Identity identity : identities) {
            persons.computeIfAbsent(clusters[row++], none -> new HashSet<>()).add(identity.compartment());
        }
        return new HashSet<>(persons.values());
    }

    private static List<String> row(Identity identity) {
        var registration = identity.registration();
        return List.of(
                identity.name(),
                registration.sex().gender(),
                registration.birthDate() == null ? "" : registration.birthDate().toString(),
                registration.numbers().stream()
                        .findFirst()
                        .map(each -> each.value())
                        .orElse(""),
                registration.phones().stream().sorted().findFirst().orElse(""),
                identity.address());
    }
}

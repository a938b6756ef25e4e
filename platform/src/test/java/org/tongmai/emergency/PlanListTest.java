package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.surveillance.disease.DiseaseList;

/** Plans and criteria of levels as the tables have them. */
class PlanListTest {

    private static final Set<String> COUNTED = DiseaseList.standard().everCounted();
    private static final LocalDate DAY = LocalDate.of(2026, 5, 4);

    @TempDir
    private Path folder;

    @Test
    void theLevelsOfPlagueAnthraxAndAvianInfluenzaAreThoseOfTheNationalPlan() {
        PlanList plans = PlanList.of(null, COUNTED);

        assertThat(words(plans, "0100", Level.II)).hasSize(2).anyMatch(each -> each.contains("20 例"));
        assertThat(words(plans, "0100", Level.III)).hasSize(2).anyMatch(each -> each.contains("10 例以上"));
        assertThat(words(plans, "1900", Level.I)).singleElement().asString().contains("肺炭疽");
        assertThat(words(plans, "9900", Level.I)).singleElement().asString().contains("禽流感");
        assertThat(words(plans, "9900", Level.IV)).as("one case is of level II").isEmpty();
        assertThat(words(plans, "1000", Level.IV)).as("what no line names").hasSize(1);
    }

    @Test
    void thePlanThatNamesADiseaseComesBeforeThatForAny() {
        PlanList plans = PlanList.of(null, COUNTED);

        assertThat(plans.plans("0501", DAY).getFirst().code()).as("typhoid").isEqualTo("enteric");
        assertThat(plans.plans("1000", DAY).getFirst().code()).as("measles").isEqualTo("respiratory");
        assertThat(plans.plans("", DAY)).extracting(PlanList.Plan::code).containsExactly("general");
    }

    @Test
    void criteriaOfOneLevelTakeOneDivision() {
        PlanList plans = PlanList.of(null, COUNTED);

        for (String what : COUNTED) {
            for (Level level : Level.values()) {
                Stream<RegionCode.Level> by =
                        plans.criteria(what, level, DAY).stream().map(PlanList.Criteria::by);
                assertThat(by.distinct()).as(what + " " + level).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void aLineAboutWhatNoEventCanBeAboutStopsTheStart() throws IOException {
        Files.writeString(folder.resolve("levels.tsv"), """
                what	level	criteria	en	by	from	until	verified	source
                1901	I	肺炭疽	Pulmonary anthrax	PROVINCE	-	-	no	test
                """);

        assertThatThrownBy(() -> PlanList.of(folder, COUNTED)).isInstanceOfSatisfying(Problem.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("emergency.table-wrong");
            assertThat(refusal.where()).containsExactly("levels.tsv:2:what");
        });
    }

    @Test
    void editionsOfAPlanHaveTheirOwnRolesAndItems() throws IOException {
        Files.writeString(folder.resolve("plans.tsv"), """
                plan	edition	name	en	what	from	until	verified	source
                general	1	综合	General	*	2006-01-01	2026-01-01	no	test
                general	2	综合（修订）	General, revised	*	2026-01-01	-	no	test
                """);
        Files.writeString(folder.resolve("plan_roles.tsv"), """
                plan	edition	role	name	en
                general	1	commander	总指挥	Commander
                general	2	chief	组长	Chief
                """);
        Files.writeString(folder.resolve("plan_items.tsv"), """
                plan	edition	item	phase	role	words	en	dueHours
                general	1	1	REPORTED	commander	核实	Verify	2
                general	2	1	REPORTED	chief	两人核实	Two verify	1
                """);
        PlanList plans = PlanList.of(folder, COUNTED);

        PlanList.Plan first = plans.plan("general", LocalDate.of(2025, 12, 31)).orElseThrow();
        PlanList.Plan second = plans.plan("general", LocalDate.of(2026, 1, 1)).orElseThrow();

        assertThat(first.edition()).isEqualTo("1");
        assertThat(first.roles()).extracting(PlanList.Role::role).containsExactly("commander");
        assertThat(first.items()).hasSize(1);
        assertThat(second.roles()).extracting(PlanList.Role::role).containsExactly("chief");
        assertThat(second.items()).extracting(each -> each.words().zh()).containsExactly("两人核实");
        assertThat(plans.plan("general", "1")).contains(first);
    }

    private static List<String> words(PlanList plans, String what, Level level) {
        return plans.criteria(what, level, DAY).stream()
                .map(each -> each.words().zh())
                .toList();
    }
}

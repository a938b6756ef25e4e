package org.tongmai.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.simulator.ErrorModel.Written;

/** Registers residents at institutions: each writes down on its own who somebody is. */
final class Registry {

    private static final double CHILD_AT_COMMUNITY = 0.95;
    private static final int CHILD_YEARS = 15;
    /** A newborn of the last two years was born at one of these, and registered there by the mother's name. */
    private static final List<String> MATERNITY = List.of("A", "C");

    private static final double BORN_AT_ONE_OF_THEM = 0.6;
    /** Share of the wrong registrations at HL7 v2 institutions that are put right at a later visit (ADT^A08). */
    private static final double MENDED = 0.25;

    private final ProvinceSettings settings;
    private final List<Institution> institutions;
    private final ErrorModel model;
    private final Map<String, Integer> issued = new HashMap<>();

    Registry(ProvinceSettings settings, List<Institution> institutions) {
        this.settings = settings;
        this.institutions = institutions;
        this.model = new ErrorModel(settings.errors(), settings.today());
    }

    /**
     * A resident's local patients, at least one.
     *
     * @param before the resident drawn before this one: of twins, the second comes behind the first
     */
    List<LocalPatient> register(Resident resident, @Nullable Resident before, long number) {
        Dice dice = Dice.of(settings.seed(), "registration", number);
        List<LocalPatient> locals = new ArrayList<>();
        bornThere(resident, before, dice, locals);
        for (Institution institution : institutions) {
            if (dice.chance(share(institution, resident))) {
                add(institution, resident, dice, locals);
            }
        }
        if (locals.isEmpty()) {
            add(dice.pick(institutions), resident, dice, locals);
        }
        return List.copyOf(locals);
    }

    private void add(Institution institution, Resident resident, Dice dice, List<LocalPatient> locals) {
        locals.add(local(institution, resident, model.write(resident, institution, dice), dice));
        if (dice.chance(settings.errors().at(institution, IdentityError.REGISTERED_TWICE))) {
            Written again = model.write(resident, institution, dice);
            Set<IdentityError> errors = EnumSet.of(IdentityError.REGISTERED_TWICE);
            errors.addAll(again.errors());
            locals.add(local(institution, resident, new Written(again.registration(), errors), dice));
        }
    }

    private void bornThere(Resident resident, @Nullable Resident before, Dice dice, List<LocalPatient> locals) {
        Resident mother = resident.mother();
        if (mother == null
                || resident.yearsOn(settings.today()) >= History.YEARS
                || !dice.chance(BORN_AT_ONE_OF_THEM)) {
            return;
        }
        String key = MATERNITY.get(Math.floorMod(mother.id().hashCode(), MATERNITY.size()));
        Institution hospital = institutions.stream()
                .filter(institution -> institution.key().equals(key))
                .findFirst()
                .orElseThrow();
        if (dice.chance(settings.errors().at(hospital, IdentityError.NEWBORN_NAME))) {
            boolean second = before != null
                    && before.twin()
                    && resident.twin()
                    && before.household().equals(resident.household())
                    && before.birthDate().equals(resident.birthDate());
            locals.add(local(hospital, resident, model.newborn(resident, mother, second ? 2 : 1), dice));
        }
    }

    private LocalPatient local(Institution institution, Resident resident, Written written, Dice dice) {
        int serial = issued.merge(institution.key(), 1, Integer::sum);
        String localId = LocalIds.of(institution, serial);
        boolean mended = institution.speaks() == Dispatch.Form.HL7V2
                && !written.errors().isEmpty()
                && !written.errors().contains(IdentityError.NEWBORN_NAME)
                && dice.chance(MENDED);
        LocalPatient.Mended later = mended
                ? new LocalPatient.Mended(
                        Calendar.officeTime(settings.today().minusDays(dice.between(1, 300)), dice),
                        Registration.of(resident, settings.today()))
                : null;
        return new LocalPatient(
                institution,
                localId,
                resident,
                written.registration(),
                Collections.unmodifiableSet(written.errors()),
                later);
    }

    private double share(Institution institution, Resident resident) {
        return institution.key().equals("H") && resident.yearsOn(settings.today()) < CHILD_YEARS
                ? CHILD_AT_COMMUNITY
                : institution.share();
    }
}

package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.directory.terminology.Vocabulary;
import org.tongmai.store.Store;

/** HAPI's validator with the definitions it has parsed so far: the large part of the memory. */
final class Engine {

    private final Store store;
    private final Terminology terminology;
    private final FhirContext context = FhirContext.forR4();
    private final StoredProfiles profiles;
    private final StoredTerms terms;
    private final ValidationSupportChain chain;
    private final FhirInstanceValidator instances;
    private final FhirValidator validator;
    private long count = -1;
    private @Nullable Vocabulary seen;

    Engine(Store store, Terminology terminology) {
        this.store = store;
        this.terminology = terminology;
        this.profiles = new StoredProfiles(context, store);
        this.terms = new StoredTerms(context, terminology.now());
        this.chain = new ValidationSupportChain(terms, profiles, new SnapshotGeneratingValidationSupport(context));
        this.instances = new FhirInstanceValidator(chain);
        instances.setAssumeValidRestReferences(true);
        instances.setErrorForUnknownProfiles(false);
        this.validator = context.newValidator();
        validator.setValidateAgainstStandardSchema(false);
        validator.setValidateAgainstStandardSchematron(false);
        validator.registerValidatorModule(instances);
    }

    List<Finding> validate(String json, List<String> wanted) {
        renew();
        var options = new ValidationOptions();
        var findings = new ArrayList<Finding>();
        for (String profile : wanted) {
            if (profiles.fetchStructureDefinition(profile) == null) {
                findings.add(new Finding(
                        Finding.Severity.ERROR, "The profile " + profile + " is not known here.", null, null, null));
            } else {
                options.addProfile(profile);
            }
        }
        validator.validateWithResult(json, options).getMessages().forEach(each -> findings.add(finding(each)));
        return findings;
    }

    /** Forgets what it derived from definitions that have changed since. */
    private synchronized void renew() {
        Vocabulary now = terminology.now();
        long counted = store.editionCount(StoredProfiles.TYPES);
        if (counted == count && now == seen) {
            return;
        }
        profiles.renew();
        terms.renew(now);
        chain.invalidateCaches();
        instances.invalidateCaches();
        count = counted;
        seen = now;
    }

    private static Finding finding(SingleValidationMessage message) {
        Finding.Severity severity =
                switch (message.getSeverity()) {
                    case FATAL -> Finding.Severity.FATAL;
                    case ERROR -> Finding.Severity.ERROR;
                    case WARNING -> Finding.Severity.WARNING;
                    case INFORMATION -> Finding.Severity.INFORMATION;
                };
        return new Finding(
                severity,
                message.getMessage(),
                message.getLocationString(),
                positive(message.getLocationLine()),
                positive(message.getLocationCol()));
    }

    private static @Nullable Integer positive(@Nullable Integer number) {
        return number == null || number < 1 ? null : number;
    }
}

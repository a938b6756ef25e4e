package org.tongmai.fhir.terminology;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.tongmai.directory.terminology.Terminology;
import org.tongmai.fhir.Operation;

/** Registers the terminology operations. */
@Configuration(proxyBeanMethods = false)
class TerminologyOperations {

    @Bean
    Operation expandValueSet(Terminology terminology) {
        return new ExpandValueSet(terminology);
    }

    @Bean
    Operation validateCodeInValueSet(Terminology terminology) {
        return new ValidateCodeInValueSet(terminology);
    }

    @Bean
    Operation validateCodeInCodeSystem(Terminology terminology) {
        return new ValidateCodeInCodeSystem(terminology);
    }

    @Bean
    Operation lookup(Terminology terminology) {
        return new Lookup(terminology);
    }

    @Bean
    Operation subsumes(Terminology terminology) {
        return new Subsumes(terminology);
    }

    @Bean
    Operation translate(Terminology terminology) {
        return new Translate(terminology);
    }
}

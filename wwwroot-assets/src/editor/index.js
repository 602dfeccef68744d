import { Model } from "survey-core";
import { renderSurvey } from "survey-js-ui";
globalThis.StageSurveys = { Model, renderSurvey };

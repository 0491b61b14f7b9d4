import { afterAll, beforeAll } from 'vitest';
import { makeLabProject, type LabProject } from './lab-project.ts';

/** Makes a project with a lab of that name for all tests of the file (or `describe`) in which it is called, and removes it after them. Gives what gives the project. */
export function useLabProject(name: string, files: Readonly<Record<string, string>>): () => LabProject {
  let project: LabProject | undefined;
  beforeAll(async () => {
    project = await makeLabProject(name, files);
  });
  afterAll(() => project?.remove());
  return () => {
    if (project === undefined) throw new Error('the lab is not up');
    return project;
  };
}
